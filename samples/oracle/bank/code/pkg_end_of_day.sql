CREATE OR REPLACE PACKAGE pkg_end_of_day AS
  PROCEDURE run(p_day IN DATE DEFAULT TRUNC(SYSDATE) - 1);
  FUNCTION status(p_day IN DATE, p_step IN VARCHAR2) RETURN VARCHAR2;
END pkg_end_of_day;
/
CREATE OR REPLACE PACKAGE BODY pkg_end_of_day AS

  PROCEDURE start_step(p_day DATE, p_step VARCHAR2) IS
  BEGIN
    MERGE INTO eod_runs e
    USING (SELECT p_day AS run_date, p_step AS step FROM dual) s
       ON (e.run_date = s.run_date AND e.step = s.step)
     WHEN MATCHED THEN UPDATE SET e.started_at = SYSTIMESTAMP, e.status = 'RUNNING', e.rows_done = 0
     WHEN NOT MATCHED THEN INSERT (run_date, step) VALUES (s.run_date, s.step);
    COMMIT;
  END start_step;

  PROCEDURE end_step(p_day DATE, p_step VARCHAR2, p_rows NUMBER, p_status VARCHAR2 := 'DONE') IS
  BEGIN
    UPDATE eod_runs
       SET ended_at = SYSTIMESTAMP, rows_done = p_rows, status = p_status
     WHERE run_date = p_day AND step = p_step;
    COMMIT;
  END end_step;

  PROCEDURE balances(p_day DATE) IS
    l_rows PLS_INTEGER := 0;
  BEGIN
    start_step(p_day, 'BALANCES');
    INSERT INTO daily_balances (account_id, day, balance, turnover)
    SELECT a.account_id, p_day, a.balance,
           NVL((SELECT SUM(ABS(p.amount)) FROM postings p
                 WHERE p.account_id = a.account_id AND p.booking_date = p_day), 0)
      FROM accounts a
     WHERE a.closed_on IS NULL OR a.closed_on > p_day;
    l_rows := SQL%ROWCOUNT;
    end_step(p_day, 'BALANCES', l_rows);
  EXCEPTION
    WHEN DUP_VAL_ON_INDEX THEN
      ROLLBACK;
      end_step(p_day, 'BALANCES', 0, 'REPEATED');
  END balances;

  PROCEDURE standing(p_day DATE) IS
    l_done    PLS_INTEGER := 0;
    l_journal NUMBER;
    l_to      NUMBER;
  BEGIN
    start_step(p_day, 'STANDING');
    FOR o IN (SELECT s.*, s.ROWID AS rid FROM standing_orders s WHERE s.next_on <= p_day ORDER BY s.order_id) LOOP
      BEGIN
        SAVEPOINT before_order;
        SELECT account_id INTO l_to FROM accounts WHERE iban = o.to_iban;
        l_journal := pkg_posting.transfer(o.account_id, l_to, o.amount, TO_CHAR(o.text), p_day);
        UPDATE standing_orders SET next_on = next_on + every WHERE order_id = o.order_id;
        l_done := l_done + 1;
      EXCEPTION
        WHEN pkg_posting.e_no_cover THEN
          ROLLBACK TO before_order;
        WHEN NO_DATA_FOUND THEN
          pkg_audit.log_error('standing', SQLCODE, 'unknown receiver ' || o.to_iban);
      END;
    END LOOP;
    end_step(p_day, 'STANDING', l_done);
  END standing;

  PROCEDURE run(p_day IN DATE DEFAULT TRUNC(SYSDATE) - 1) IS
  BEGIN
    IF NOT pkg_calendar.is_business_day(p_day) THEN
      DBMS_OUTPUT.PUT_LINE('no run on ' || TO_CHAR(p_day, 'YYYY-MM-DD'));
      RETURN;
    END IF;
    standing(p_day);
    balances(p_day);
  END run;

  FUNCTION status(p_day IN DATE, p_step IN VARCHAR2) RETURN VARCHAR2 IS
    l_status eod_runs.status%TYPE;
  BEGIN
    SELECT status INTO l_status FROM eod_runs WHERE run_date = p_day AND step = UPPER(p_step);
    RETURN l_status;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN RETURN NULL;
  END status;

END pkg_end_of_day;
/
