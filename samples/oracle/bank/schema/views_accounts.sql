-- Views on accounts; the later ones stand on the earlier ones.

CREATE OR REPLACE VIEW v_account_state AS
SELECT a.account_id,
       a.iban,
       a.customer_id,
       a.currency_code,
       a.balance,
       NVL(b.reserved, 0)                      AS reserved,
       a.balance - NVL(b.reserved, 0)          AS free_balance,
       CASE
         WHEN a.closed_on IS NOT NULL THEN 'CLOSED'
         WHEN b.total_blocks > 0 THEN 'BLOCKED'
         ELSE 'OPEN'
       END                                     AS state
  FROM accounts a,
       (SELECT account_id,
               SUM(amount) AS reserved,
               COUNT(CASE WHEN kind = 'TOTAL' THEN 1 END) AS total_blocks
          FROM account_blocks
         WHERE released_at IS NULL
           AND TRUNC(SYSDATE) BETWEEN blocked_from AND NVL(blocked_until, DATE '9999-12-31')
         GROUP BY account_id) b
 WHERE b.account_id (+) = a.account_id;

COMMENT ON TABLE v_account_state IS 'Kontostand abzüglich Sperren';

CREATE OR REPLACE VIEW v_customer_accounts AS
SELECT c.customer_id,
       c.full_name,
       DECODE(c.kind, 'P', 'Privat', 'C', 'Firma', '?') AS kind_text,
       s.account_id,
       s.iban,
       s.free_balance,
       s.state
  FROM customers c
  JOIN v_account_state s ON s.customer_id = c.customer_id;

-- Every account of a customer, those of other owners included.
CREATE OR REPLACE VIEW v_access AS
SELECT customer_id, account_id, 'OWNER' AS role FROM accounts
UNION
SELECT customer_id, account_id, role FROM account_holders;

CREATE OR REPLACE VIEW v_statement AS
SELECT p.account_id,
       p.booking_date,
       j.value_date,
       p.posting_id,
       j.reference,
       p.text,
       p.amount,
       SUM(p.amount) OVER (PARTITION BY p.account_id
                           ORDER BY p.booking_date, p.posting_id
                           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running_balance,
       ROW_NUMBER() OVER (PARTITION BY p.account_id, p.booking_date ORDER BY p.posting_id) AS line_of_day,
       LAG(p.booking_date) OVER (PARTITION BY p.account_id ORDER BY p.booking_date, p.posting_id) AS previous_day
  FROM postings p
  JOIN journal_entries j ON j.journal_id = p.journal_id;

CREATE OR REPLACE VIEW v_statement_month AS
SELECT account_id,
       TRUNC(booking_date, 'MM')                                        AS month,
       SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END)                AS debits,
       SUM(GREATEST(amount, 0))                                         AS credits,
       COUNT(*)                                                         AS bookings,
       MAX(running_balance) KEEP (DENSE_RANK LAST ORDER BY booking_date, posting_id) AS closing,
       MIN(text) KEEP (DENSE_RANK FIRST ORDER BY ABS(amount) DESC)      AS largest_text
  FROM v_statement
 GROUP BY account_id, TRUNC(booking_date, 'MM');

CREATE OR REPLACE VIEW v_branch_tree (branch_id, branch_level, path, root_id, is_leaf, name) AS
SELECT branch_id,
       LEVEL,
       SYS_CONNECT_BY_PATH(name, ' / '),
       CONNECT_BY_ROOT branch_id,
       CONNECT_BY_ISLEAF,
       LPAD(' ', 2 * (LEVEL - 1)) || name
  FROM branches
 START WITH parent_id IS NULL
CONNECT BY PRIOR branch_id = parent_id
 ORDER SIBLINGS BY name;

CREATE OR REPLACE VIEW v_entity_tree AS
SELECT LEVEL AS depth, entity_id, name, region_code, PRIOR name AS parent_name
  FROM legal_entities
 START WITH parent_id IS NULL
CONNECT BY NOCYCLE PRIOR entity_id = parent_id;

CREATE OR REPLACE VIEW v_rich_customers AS
SELECT *
  FROM (SELECT customer_id, SUM(balance) AS total
          FROM accounts
         WHERE closed_on IS NULL AND currency_code = 'EUR'
         GROUP BY customer_id
         ORDER BY total DESC)
 WHERE ROWNUM <= 100;

CREATE OR REPLACE VIEW v_currency_pairs AS
SELECT from_currency || '/' || to_currency AS pair,
       valid_on,
       rate,
       LAST_VALUE(rate) IGNORE NULLS OVER (PARTITION BY from_currency, to_currency ORDER BY valid_on) AS last_rate,
       RATIO_TO_REPORT(rate) OVER (PARTITION BY valid_on) AS weight
  FROM exchange_rates;

CREATE OR REPLACE VIEW v_account_titles AS
SELECT a.account_id, t.title || ' ' || a.iban || NVL2(a.closed_on, ' (geschlossen ' || TO_CHAR(a.closed_on, 'DD.MM.YYYY') || ')', '') AS title
  FROM accounts a, account_types t
 WHERE t.account_type = a.account_type;

-- For clerks: one row a customer with the address; inserts go through V_CUSTOMER_DESK_IOI.
CREATE OR REPLACE VIEW v_customer_desk AS
SELECT c.customer_id, c.kind, c.first_name, c.last_name, c.birth_date, c.email,
       a.street, a.postal_code, a.city, a.country_code
  FROM customers c
  LEFT OUTER JOIN customer_addresses a
    ON a.customer_id = c.customer_id AND a.address_kind = 'HOME'
   AND a.valid_from = (SELECT MAX(x.valid_from) FROM customer_addresses x
                        WHERE x.customer_id = a.customer_id AND x.address_kind = 'HOME');
