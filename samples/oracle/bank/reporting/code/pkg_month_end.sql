CREATE OR REPLACE PACKAGE pkg_month_end AS
  PROCEDURE snapshot(p_period IN NUMBER, p_rows OUT NUMBER);
  PROCEDURE run(p_period IN NUMBER);
  FUNCTION total_eur(p_period IN NUMBER) RETURN NUMBER;
  PROCEDURE fill_dates(p_from IN DATE, p_to IN DATE);
END pkg_month_end;
/
CREATE OR REPLACE PACKAGE BODY pkg_month_end AS

  c_report CONSTANT VARCHAR2(20) := 'MONTH_END';

  FUNCTION last_day_of(p_period IN NUMBER) RETURN DATE IS
  BEGIN
    RETURN LAST_DAY(TO_DATE(TO_CHAR(p_period), 'YYYYMM'));
  END last_day_of;

  PROCEDURE snapshot(p_period IN NUMBER, p_rows OUT NUMBER) IS
    l_rate NUMBER;
    l_day  DATE := last_day_of(p_period);
  BEGIN
    DELETE FROM month_end_snapshots WHERE period = p_period;
    p_rows := 0;
    FOR a IN (SELECT account_id, currency_code, core.pkg_statement.balance_on(account_id, l_day) AS balance
                FROM core.accounts
               WHERE opened_on <= l_day AND (closed_on IS NULL OR closed_on > l_day)
               ORDER BY account_id)
    LOOP
      BEGIN
        l_rate := core.pkg_money.rate(a.currency_code, 'EUR', l_day);
      EXCEPTION
        WHEN core.pkg_money.e_no_rate THEN
          l_rate := NULL;
      END;
      INSERT INTO month_end_snapshots (period, account_id, balance, balance_eur, rate)
      VALUES (p_period, a.account_id, a.balance, ROUND(a.balance * l_rate, 2), l_rate);
      p_rows := p_rows + 1;
    END LOOP;
  END snapshot;

  PROCEDURE run(p_period IN NUMBER) IS
    l_run  report_runs.run_id%TYPE;
    l_rows NUMBER;
    l_err  VARCHAR2(4000);
  BEGIN
    INSERT INTO report_runs (run_id, report_code, period)
    VALUES (report_run_seq.NEXTVAL, c_report, p_period)
    RETURNING run_id INTO l_run;
    COMMIT;
    BEGIN
      snapshot(p_period, l_rows);
      core.pkg_gl.post_turnover(p_period);
      core.pkg_gl.close_period(p_period);
      UPDATE report_runs SET ended_at = SYSTIMESTAMP, row_count = l_rows, status = 'DONE' WHERE run_id = l_run;
    EXCEPTION
      WHEN OTHERS THEN
        l_err := SQLERRM;
        ROLLBACK;
        UPDATE report_runs SET ended_at = SYSTIMESTAMP, status = 'FAILED', message = l_err WHERE run_id = l_run;
    END;
    COMMIT;
  END run;

  FUNCTION total_eur(p_period IN NUMBER) RETURN NUMBER IS
    l_total NUMBER;
  BEGIN
    SELECT SUM(balance_eur) INTO l_total FROM month_end_snapshots WHERE period = p_period;
    RETURN l_total;
  END total_eur;

  PROCEDURE fill_dates(p_from IN DATE, p_to IN DATE) IS
  BEGIN
    INSERT INTO dim_date (day, year_no, quarter_no, month_no, week_no, weekday, month_end)
    SELECT d,
           EXTRACT(YEAR FROM d),
           TO_NUMBER(TO_CHAR(d, 'Q')),
           EXTRACT(MONTH FROM d),
           TO_NUMBER(TO_CHAR(d, 'IW')),
           TRIM(TO_CHAR(d, 'Day', 'NLS_DATE_LANGUAGE=ENGLISH')),
           CASE WHEN d = LAST_DAY(d) THEN 'Y' ELSE 'N' END
      FROM (SELECT TRUNC(p_from) + LEVEL - 1 AS d FROM dual CONNECT BY LEVEL <= TRUNC(p_to) - TRUNC(p_from) + 1)
     WHERE d NOT IN (SELECT day FROM dim_date);
  END fill_dates;

END pkg_month_end;
/
