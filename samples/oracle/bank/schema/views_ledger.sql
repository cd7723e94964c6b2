CREATE OR REPLACE VIEW v_gl_tree AS
SELECT gl_code,
       parent_code,
       title,
       side,
       LEVEL AS gl_level,
       SUBSTR(SYS_CONNECT_BY_PATH(gl_code, '.'), 2) AS gl_path,
       CONNECT_BY_ISLEAF AS leaf
  FROM gl_accounts
 START WITH parent_code IS NULL
CONNECT BY PRIOR gl_code = parent_code;

CREATE OR REPLACE VIEW v_gl_month AS
SELECT e.period, e.gl_code, g.title, e.currency_code,
       SUM(e.debit) AS debit,
       SUM(e.credit) AS credit,
       CASE g.side WHEN 'D' THEN SUM(e.debit - e.credit) ELSE SUM(e.credit - e.debit) END AS balance
  FROM gl_entries e
  JOIN gl_accounts g ON (g.gl_code = e.gl_code)
 GROUP BY e.period, e.gl_code, g.title, g.side, e.currency_code;

CREATE OR REPLACE VIEW v_gl_rollup AS
SELECT period, currency_code, gl_code, SUM(balance) AS balance, GROUPING(gl_code) AS is_total
  FROM v_gl_month
 GROUP BY ROLLUP (period, currency_code, gl_code)
HAVING GROUPING(currency_code) = 0;

CREATE OR REPLACE VIEW v_trial_balance AS
SELECT t.gl_path, t.gl_level, LPAD(' ', (t.gl_level - 1) * 2) || t.title AS title, m.period, m.currency_code,
       NVL(m.debit, 0) AS debit, NVL(m.credit, 0) AS credit
  FROM v_gl_tree t
  LEFT JOIN v_gl_month m ON m.gl_code = t.gl_code
 WHERE t.leaf = 1;

CREATE OR REPLACE VIEW v_unbalanced_journals AS
SELECT journal_id, currency_code, SUM(amount) AS difference
  FROM postings
 GROUP BY journal_id, currency_code
HAVING SUM(amount) <> 0;

-- Twelve columns for the controllers' spreadsheet.
CREATE OR REPLACE VIEW v_gl_year AS
SELECT *
  FROM (SELECT gl_code, TRUNC(period / 100) AS year_no, MOD(period, 100) AS month_no, balance FROM v_gl_month)
 PIVOT (SUM(balance) FOR month_no IN (1 AS jan, 2 AS feb, 3 AS mar, 4 AS apr, 5 AS may, 6 AS jun,
                                      7 AS jul, 8 AS aug, 9 AS sep, 10 AS oct, 11 AS nov, 12 AS dec));

CREATE MATERIALIZED VIEW LOG ON gl_entries WITH ROWID, SEQUENCE (period, gl_code, currency_code, debit, credit) INCLUDING NEW VALUES;

CREATE MATERIALIZED VIEW mv_gl_period
BUILD IMMEDIATE
REFRESH FAST ON COMMIT
ENABLE QUERY REWRITE
AS
SELECT period, gl_code, currency_code, SUM(debit) AS debit, COUNT(debit) AS debit_n, SUM(credit) AS credit, COUNT(credit) AS credit_n, COUNT(*) AS n
  FROM gl_entries
 GROUP BY period, gl_code, currency_code;

CREATE MATERIALIZED VIEW mv_customer_totals
REFRESH COMPLETE START WITH SYSDATE NEXT TRUNC(SYSDATE) + 1 + 3/24
AS
SELECT customer_id, currency_code, SUM(balance) AS total, COUNT(*) AS accounts
  FROM accounts
 WHERE closed_on IS NULL
 GROUP BY customer_id, currency_code;

CREATE UNIQUE INDEX mv_customer_totals_ux ON mv_customer_totals (customer_id, currency_code);
