CREATE OR REPLACE PACKAGE pkg_regulatory AS
  FUNCTION make_report(p_report IN VARCHAR2, p_period IN NUMBER) RETURN report_runs.run_id%TYPE;
  FUNCTION position_amount(p_run IN NUMBER, p_position IN VARCHAR2) RETURN NUMBER;
  PROCEDURE submit(p_run IN NUMBER, p_submission OUT NUMBER);
END pkg_regulatory;
/
CREATE OR REPLACE PACKAGE BODY pkg_regulatory AS

  e_empty EXCEPTION;

  -- Leaves take the accounts of their range, the others the sum of what is below them.
  PROCEDURE fill(p_run IN NUMBER, p_period IN NUMBER) IS
  BEGIN
    INSERT INTO reg_lines (run_id, position_code, currency_code, amount)
    SELECT p_run, p.position_code, b.currency_code, SUM(b.balance)
      FROM reg_positions p
      JOIN core.gl_balances b ON b.gl_code BETWEEN p.gl_from AND p.gl_to
     WHERE b.period = p_period
     GROUP BY p.position_code, b.currency_code;
    IF SQL%ROWCOUNT = 0 THEN
      RAISE e_empty;
    END IF;
    FOR t IN (SELECT position_code, MAX(depth) AS depth
                FROM v_reg_tree
               WHERE position_code IN (SELECT parent_code FROM reg_positions)
               GROUP BY position_code
               ORDER BY 2 DESC, 1)
    LOOP
      INSERT INTO reg_lines (run_id, position_code, currency_code, amount)
      SELECT p_run, t.position_code, l.currency_code, SUM(l.amount * p.sign)
        FROM reg_lines l
        JOIN reg_positions p ON p.position_code = l.position_code
       WHERE l.run_id = p_run AND p.parent_code = t.position_code
       GROUP BY l.currency_code;
    END LOOP;
  END fill;

  FUNCTION make_report(p_report IN VARCHAR2, p_period IN NUMBER) RETURN report_runs.run_id%TYPE IS
    l_run report_runs.run_id%TYPE;
  BEGIN
    INSERT INTO report_runs (run_id, report_code, period)
    VALUES (report_run_seq.NEXTVAL, p_report, p_period)
    RETURNING run_id INTO l_run;
    fill(l_run, p_period);
    UPDATE report_runs
       SET status = 'DONE', ended_at = SYSTIMESTAMP, row_count = (SELECT COUNT(*) FROM reg_lines WHERE run_id = l_run)
     WHERE run_id = l_run;
    RETURN l_run;
  EXCEPTION
    WHEN e_empty THEN
      UPDATE report_runs SET status = 'EMPTY', row_count = 0, message = 'nothing in ' || p_period WHERE run_id = l_run;
      RETURN l_run;
  END make_report;

  FUNCTION position_amount(p_run IN NUMBER, p_position IN VARCHAR2) RETURN NUMBER IS
    l_amount NUMBER;
  BEGIN
    SELECT NVL(SUM(amount), 0) INTO l_amount FROM reg_lines WHERE run_id = p_run AND position_code = p_position;
    RETURN l_amount;
  END position_amount;

  PROCEDURE submit(p_run IN NUMBER, p_submission OUT NUMBER) IS
    l_status report_runs.status%TYPE;
  BEGIN
    SELECT status INTO l_status FROM report_runs WHERE run_id = p_run;
    IF l_status <> 'DONE' THEN
      RAISE_APPLICATION_ERROR(-20700, 'Run ' || p_run || ' is ' || l_status);
    END IF;
    INSERT INTO reg_submissions (submission_id, run_id, sent_at)
    VALUES (submission_seq.NEXTVAL, p_run, SYSTIMESTAMP)
    RETURNING submission_id INTO p_submission;
  END submit;

END pkg_regulatory;
/
