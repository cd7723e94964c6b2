CREATE OR REPLACE VIEW v_loan_rest AS
SELECT l.loan_id,
       l.account_id,
       l.principal,
       l.principal - NVL(p.repaid, 0) AS outstanding,
       NVL(p.interest_paid, 0)        AS interest_paid,
       p.last_payment
  FROM core.loans l
  LEFT JOIN (SELECT loan_id, SUM(to_principal) AS repaid, SUM(to_interest) AS interest_paid, MAX(paid_on) AS last_payment
               FROM loan_payments
              GROUP BY loan_id) p
    ON p.loan_id = l.loan_id;

CREATE OR REPLACE VIEW v_overdue AS
SELECT s.loan_id,
       MIN(s.due_on)                          AS oldest_due,
       SUM(s.instalment)                      AS overdue,
       TRUNC(SYSDATE) - MIN(s.due_on)         AS days_overdue
  FROM core.loan_schedule s
 WHERE s.paid = 'N'
   AND s.due_on < TRUNC(SYSDATE)
 GROUP BY s.loan_id;

CREATE OR REPLACE VIEW v_collateral_cover AS
WITH value_of AS (
  SELECT v.collateral_id,
         v.market_value,
         ROW_NUMBER() OVER (PARTITION BY v.collateral_id ORDER BY v.valued_on DESC) AS rn
    FROM collateral_valuations v
)
SELECT r.loan_id,
       r.outstanding,
       SUM(NVL(v.market_value, c.nominal) * (1 - t.haircut)) AS cover,
       ROUND(SUM(NVL(v.market_value, c.nominal) * (1 - t.haircut)) / NULLIF(r.outstanding, 0) * 100, 1) AS cover_pct
  FROM v_loan_rest r
  JOIN collaterals c ON c.loan_id = r.loan_id AND c.released_on IS NULL
  JOIN collateral_types t ON t.type_code = c.type_code
  LEFT JOIN value_of v ON v.collateral_id = c.collateral_id AND v.rn = 1
 GROUP BY r.loan_id, r.outstanding;

CREATE OR REPLACE VIEW v_schedule AS
SELECT s.loan_id,
       s.due_on,
       s.instalment,
       s.interest,
       s.instalment - s.interest AS redemption,
       l.principal - SUM(s.instalment - s.interest)
                       OVER (PARTITION BY s.loan_id ORDER BY s.due_on) AS rest,
       RANK() OVER (PARTITION BY s.loan_id ORDER BY s.due_on) AS nr
  FROM core.loan_schedule s
  JOIN core.loans l ON l.loan_id = s.loan_id;

CREATE OR REPLACE VIEW v_application_funnel AS
SELECT product_code,
       COUNT(*) AS applications,
       COUNT(DECODE(status, 'APPROVED', 1, 'SIGNED', 1)) AS approved,
       ROUND(100 * COUNT(DECODE(status, 'APPROVED', 1, 'SIGNED', 1)) / COUNT(*), 2) AS approved_pct,
       MEDIAN(amount) AS median_amount,
       AVG(decided_on - applied_on) AS days_to_decision
  FROM loan_applications
 GROUP BY product_code;
