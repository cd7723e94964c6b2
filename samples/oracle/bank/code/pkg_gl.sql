CREATE OR REPLACE PACKAGE pkg_gl AS
  FUNCTION period_of(p_day IN DATE) RETURN gl_periods.period%TYPE;
  PROCEDURE open_period(p_period IN NUMBER);
  PROCEDURE post(p_period IN NUMBER, p_gl IN VARCHAR2, p_currency IN VARCHAR2, p_amount IN NUMBER);
  PROCEDURE post_turnover(p_period IN NUMBER);
  PROCEDURE close_period(p_period IN NUMBER);
  FUNCTION balance(p_period IN NUMBER, p_gl IN VARCHAR2, p_currency IN VARCHAR2 DEFAULT 'EUR') RETURN NUMBER;
  FUNCTION subtree_balance(p_period IN NUMBER, p_gl IN VARCHAR2, p_currency IN VARCHAR2 DEFAULT 'EUR') RETURN NUMBER;
END pkg_gl;
/
CREATE OR REPLACE PACKAGE BODY pkg_gl AS

  e_closed EXCEPTION;

  FUNCTION period_of(p_day IN DATE) RETURN gl_periods.period%TYPE IS
  BEGIN
    RETURN TO_NUMBER(TO_CHAR(p_day, 'YYYYMM'));
  END period_of;

  FUNCTION first_day(p_period IN NUMBER) RETURN DATE IS
  BEGIN
    RETURN TO_DATE(TO_CHAR(p_period) || '01', 'YYYYMMDD');
  END first_day;

  PROCEDURE open_period(p_period IN NUMBER) IS
  BEGIN
    INSERT INTO gl_periods (period, first_day, last_day)
    VALUES (p_period, first_day(p_period), LAST_DAY(first_day(p_period)));
  EXCEPTION
    WHEN DUP_VAL_ON_INDEX THEN
      NULL;
  END open_period;

  PROCEDURE must_be_open(p_period IN NUMBER) IS
    l_status gl_periods.status%TYPE;
  BEGIN
    SELECT status INTO l_status FROM gl_periods WHERE period = p_period;
    IF l_status <> 'OPEN' THEN
      RAISE e_closed;
    END IF;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      open_period(p_period);
    WHEN e_closed THEN
      RAISE_APPLICATION_ERROR(pkg_errors.c_period, 'Period ' || p_period || ' is closed');
  END must_be_open;

  PROCEDURE post(p_period IN NUMBER, p_gl IN VARCHAR2, p_currency IN VARCHAR2, p_amount IN NUMBER) IS
    l_side gl_accounts.side%TYPE;
  BEGIN
    must_be_open(p_period);
    SELECT side INTO l_side FROM gl_accounts WHERE gl_code = p_gl AND postable = 'Y';
    INSERT INTO gl_entries (gl_entry_id, period, gl_code, currency_code, debit, credit)
    VALUES (seq_journal.NEXTVAL, p_period, p_gl, p_currency,
            GREATEST(DECODE(l_side, 'D', p_amount, -p_amount), 0),
            GREATEST(DECODE(l_side, 'D', -p_amount, p_amount), 0));
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RAISE_APPLICATION_ERROR(pkg_errors.c_not_found, 'No postable account ' || p_gl);
  END post;

  -- Sums the postings of a month by the account in the chart; what has no mapping goes to 9999.
  PROCEDURE post_turnover(p_period IN NUMBER) IS
    CURSOR c_sum(cp_from DATE, cp_to DATE) IS
      SELECT NVL(m.gl_code, '9999') AS gl_code, p.currency_code, SUM(p.amount) AS amount
        FROM postings p, accounts a, gl_mappings m
       WHERE p.booking_date BETWEEN cp_from AND cp_to
         AND a.account_id = p.account_id
         AND m.account_type (+) = a.account_type
         AND m.currency_code (+) = a.currency_code
       GROUP BY NVL(m.gl_code, '9999'), p.currency_code
      HAVING SUM(p.amount) <> 0
       ORDER BY 1, 2;
    l_from DATE := first_day(p_period);
  BEGIN
    FOR s IN c_sum(l_from, LAST_DAY(l_from)) LOOP
      post(p_period, s.gl_code, s.currency_code, s.amount);
    END LOOP;
  END post_turnover;

  FUNCTION balance(p_period IN NUMBER, p_gl IN VARCHAR2, p_currency IN VARCHAR2 DEFAULT 'EUR') RETURN NUMBER IS
    l_balance NUMBER;
  BEGIN
    SELECT SUM(balance) INTO l_balance
      FROM v_gl_month
     WHERE period <= p_period AND gl_code = p_gl AND currency_code = p_currency;
    RETURN COALESCE(l_balance, 0);
  END balance;

  FUNCTION subtree_balance(p_period IN NUMBER, p_gl IN VARCHAR2, p_currency IN VARCHAR2 DEFAULT 'EUR') RETURN NUMBER IS
    l_sum NUMBER := 0;
  BEGIN
    FOR g IN (SELECT gl_code
                FROM gl_accounts
               START WITH gl_code = p_gl
             CONNECT BY PRIOR gl_code = parent_code)
    LOOP
      l_sum := l_sum + balance(p_period, g.gl_code, p_currency);
    END LOOP;
    RETURN l_sum;
  END subtree_balance;

  PROCEDURE close_period(p_period IN NUMBER) IS
    l_difference NUMBER;
  BEGIN
    must_be_open(p_period);
    SELECT NVL(SUM(debit - credit), 0) INTO l_difference FROM gl_entries WHERE period = p_period;
    IF l_difference <> 0 THEN
      RAISE_APPLICATION_ERROR(-20160, 'Period ' || p_period || ' differs by ' || TO_CHAR(l_difference, 'FM999G990D00'));
    END IF;
    DELETE FROM gl_balances WHERE period = p_period;
    INSERT INTO gl_balances (period, gl_code, currency_code, balance)
    SELECT p_period, gl_code, currency_code, SUM(balance)
      FROM v_gl_month
     WHERE period <= p_period
     GROUP BY gl_code, currency_code;
    UPDATE gl_periods
       SET status = 'CLOSED', closed_at = SYSTIMESTAMP, closed_by = USER
     WHERE period = p_period;
    COMMIT;
  END close_period;

END pkg_gl;
/
