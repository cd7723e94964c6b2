CREATE OR REPLACE PACKAGE pkg_limits AS
  c_no_limit CONSTANT NUMBER := 999999999999;

  FUNCTION limit_on(p_account IN NUMBER, p_kind IN VARCHAR2, p_day IN DATE DEFAULT SYSDATE) RETURN NUMBER;
  -- Ends the limit in force the day before and starts the new one.
  PROCEDURE set_limit(p_account IN NUMBER, p_kind IN VARCHAR2, p_amount IN NUMBER, p_from IN DATE, p_user IN NUMBER DEFAULT NULL);
  PROCEDURE check_limit(p_account IN NUMBER, p_kind IN VARCHAR2, p_amount IN NUMBER, p_day IN DATE DEFAULT SYSDATE);
END pkg_limits;
/
CREATE OR REPLACE PACKAGE BODY pkg_limits AS

  c_forever CONSTANT DATE := DATE '9999-12-31';

  FUNCTION limit_on(p_account IN NUMBER, p_kind IN VARCHAR2, p_day IN DATE DEFAULT SYSDATE) RETURN NUMBER IS
    l_amount account_limits.amount%TYPE;
  BEGIN
    SELECT amount
      INTO l_amount
      FROM account_limits
     WHERE account_id = p_account
       AND limit_kind = p_kind
       AND TRUNC(p_day) BETWEEN valid_from AND valid_to;
    RETURN l_amount;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RETURN c_no_limit;
    WHEN TOO_MANY_ROWS THEN
      -- Overlapping periods: the strictest counts.
      SELECT MIN(amount)
        INTO l_amount
        FROM account_limits
       WHERE account_id = p_account
         AND limit_kind = p_kind
         AND TRUNC(p_day) BETWEEN valid_from AND valid_to;
      RETURN l_amount;
  END limit_on;

  PROCEDURE set_limit(p_account IN NUMBER, p_kind IN VARCHAR2, p_amount IN NUMBER, p_from IN DATE, p_user IN NUMBER DEFAULT NULL) IS
    l_max user_rights.max_amount%TYPE;
  BEGIN
    IF p_user IS NOT NULL THEN
      BEGIN
        SELECT max_amount INTO l_max FROM user_rights WHERE user_id = p_user AND right_code = 'SET_LIMIT';
      EXCEPTION
        WHEN NO_DATA_FOUND THEN
          RAISE_APPLICATION_ERROR(-20130, 'User ' || p_user || ' may not set limits');
      END;
      IF p_amount > NVL(l_max, p_amount) THEN
        RAISE_APPLICATION_ERROR(pkg_errors.c_limit, 'User ' || p_user || ' may approve up to ' || l_max);
      END IF;
    END IF;
    UPDATE account_limits
       SET valid_to = TRUNC(p_from) - 1
     WHERE account_id = p_account AND limit_kind = p_kind AND valid_to = c_forever AND valid_from < TRUNC(p_from);
    MERGE INTO account_limits l
    USING (SELECT p_account AS account_id, p_kind AS limit_kind, TRUNC(p_from) AS valid_from FROM dual) n
       ON (l.account_id = n.account_id AND l.limit_kind = n.limit_kind AND l.valid_from = n.valid_from)
     WHEN MATCHED THEN UPDATE SET l.amount = p_amount, l.approved_by = p_user
     WHEN NOT MATCHED THEN INSERT (account_id, limit_kind, amount, valid_from, approved_by)
          VALUES (n.account_id, n.limit_kind, p_amount, n.valid_from, p_user);
  END set_limit;

  PROCEDURE check_limit(p_account IN NUMBER, p_kind IN VARCHAR2, p_amount IN NUMBER, p_day IN DATE DEFAULT SYSDATE) IS
    l_used  NUMBER;
    l_limit NUMBER := limit_on(p_account, p_kind, p_day);
  BEGIN
    SELECT NVL(SUM(-amount), 0)
      INTO l_used
      FROM postings
     WHERE account_id = p_account AND booking_date = TRUNC(p_day) AND amount < 0;
    IF l_used + p_amount > l_limit THEN
      RAISE_APPLICATION_ERROR(pkg_errors.c_limit, 'Limit ' || p_kind || ' of ' || l_limit || ' exceeded by ' || (l_used + p_amount - l_limit));
    END IF;
  END check_limit;

END pkg_limits;
/
