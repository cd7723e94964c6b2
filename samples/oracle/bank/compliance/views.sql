CREATE OR REPLACE VIEW v_sanction_names AS
SELECT e.entry_id, e.kind, e.name, 1 AS is_main, l.publisher
  FROM sanction_entries e
  JOIN sanction_lists l ON l.list_id = e.list_id
 WHERE l.active = 1
UNION ALL
SELECT a.entry_id, e.kind, a.alias, 0, l.publisher
  FROM sanction_aliases a
  JOIN sanction_entries e ON e.entry_id = a.entry_id
  JOIN sanction_lists l ON l.list_id = e.list_id
 WHERE l.active = 1
   AND a.quality = 'GOOD';

CREATE OR REPLACE VIEW v_open_hits AS
SELECT h.hit_id, h.customer_id, c.full_name, n.name AS listed_name, n.publisher, h.score
  FROM screening_hits h
  JOIN core.customers c ON c.customer_id = h.customer_id
  JOIN v_sanction_names n ON n.entry_id = h.entry_id AND n.is_main = 1
 WHERE h.decision = 'OPEN';

CREATE OR REPLACE VIEW v_cash_structuring AS
SELECT p.account_id,
       p.booking_date,
       COUNT(*) OVER (PARTITION BY p.account_id ORDER BY p.booking_date RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND CURRENT ROW) AS bookings_7d,
       SUM(p.amount) OVER (PARTITION BY p.account_id ORDER BY p.booking_date RANGE BETWEEN 7 PRECEDING AND CURRENT ROW) AS amount_7d
  FROM core.postings p
 WHERE p.amount BETWEEN 8000 AND 9999.99;

CREATE OR REPLACE VIEW v_kyc_due AS
SELECT k.customer_id, k.risk_class, NVL(k.review_on, ADD_MONTHS(k.opened_on, DECODE(k.risk_class, 1, 60, 2, 36, 3, 24, 12))) AS review_on
  FROM kyc_files k
 WHERE NVL(k.review_on, ADD_MONTHS(k.opened_on, DECODE(k.risk_class, 1, 60, 2, 36, 3, 24, 12))) <= TRUNC(SYSDATE) + 30;
