CREATE OR REPLACE VIEW v_open_accounts (account_id, iban, owner, branch, balance, currency) AS
SELECT a.account_id, a.iban, c.full_name, b.name, a.balance, a.currency_code
  FROM accounts a, customers c, branches b
 WHERE a.customer_id = c.customer_id
   AND a.branch_id = b.branch_id(+)
   AND a.closed_on IS NULL
WITH READ ONLY;

CREATE OR REPLACE FORCE VIEW v_customer_exposure AS
SELECT c.customer_id,
       NVL(SUM(DECODE(t.side, 'D', a.balance, -a.balance)), 0) AS exposure,
       COUNT(DISTINCT a.account_id) AS accounts
  FROM customers c
  LEFT JOIN accounts a ON a.customer_id = c.customer_id
  LEFT JOIN account_types t ON t.account_type = a.account_type
 GROUP BY c.customer_id;

CREATE MATERIALIZED VIEW mv_monthly_turnover
BUILD DEFERRED
REFRESH COMPLETE ON DEMAND
AS
SELECT p.account_id, TRUNC(p.booking_date, 'MM') AS month, SUM(p.amount) AS turnover, COUNT(*) AS postings
  FROM postings p
 GROUP BY p.account_id, TRUNC(p.booking_date, 'MM');
