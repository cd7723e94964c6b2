CREATE OR REPLACE VIEW v_reg_tree AS
SELECT position_code, parent_code, title, sign, LEVEL AS depth, CONNECT_BY_ROOT position_code AS top_code
  FROM reg_positions
 START WITH parent_code IS NULL
CONNECT BY PRIOR position_code = parent_code;

CREATE OR REPLACE VIEW v_reg_report AS
SELECT r.report_code, r.period, t.top_code, l.position_code, LPAD(' ', t.depth * 2 - 2) || t.title AS title,
       l.currency_code, l.amount * t.sign AS amount, l.amount_k
  FROM reg_lines l
  JOIN report_runs r ON r.run_id = l.run_id
  JOIN v_reg_tree t ON t.position_code = l.position_code
 WHERE r.status = 'DONE';

CREATE OR REPLACE VIEW v_turnover_quarter AS
SELECT d.year_no, d.quarter_no, a.region_code, SUM(f.debit) AS debit, SUM(f.credit) AS credit
  FROM fact_turnover f
  JOIN dim_date d ON d.day = f.day
  JOIN dim_account a ON a.account_key = f.account_key
 GROUP BY GROUPING SETS ((d.year_no, d.quarter_no, a.region_code), (d.year_no, d.quarter_no), ());

CREATE OR REPLACE VIEW v_last_runs AS
SELECT report_code, period, run_id, status, started_at,
       EXTRACT(MINUTE FROM (ended_at - started_at)) + 60 * EXTRACT(HOUR FROM (ended_at - started_at)) AS minutes
  FROM (SELECT r.*, ROW_NUMBER() OVER (PARTITION BY report_code ORDER BY started_at DESC, run_id DESC) AS rn FROM report_runs r)
 WHERE rn = 1;

CREATE OR REPLACE VIEW v_month_change AS
SELECT s.period, s.account_id, s.balance,
       s.balance - LAG(s.balance) OVER (PARTITION BY s.account_id ORDER BY s.period) AS change,
       NTILE(4) OVER (PARTITION BY s.period ORDER BY s.balance_eur) AS quartile,
       ROUND(PERCENT_RANK() OVER (PARTITION BY s.period ORDER BY s.balance_eur), 4) AS pct_rank
  FROM month_end_snapshots s;

CREATE OR REPLACE VIEW v_kpi_wide AS
SELECT kpi_code, region_code, q1, q2, q3, q4
  FROM (SELECT kpi_code, region_code, CEIL(MOD(period, 100) / 3) AS q, value FROM kpi_values)
 PIVOT (AVG(value) FOR q IN (1 AS q1, 2 AS q2, 3 AS q3, 4 AS q4));

CREATE MATERIALIZED VIEW mv_region_deposits
BUILD IMMEDIATE REFRESH FORCE ON DEMAND
AS
SELECT b.region_code, a.currency_code, COUNT(*) AS accounts, SUM(a.balance) AS deposits
  FROM core.accounts a, core.branches b
 WHERE b.branch_id = a.branch_id
   AND a.balance > 0
 GROUP BY b.region_code, a.currency_code;

COMMENT ON MATERIALIZED VIEW mv_region_deposits IS 'Einlagen je Region, nachts erneuert';
