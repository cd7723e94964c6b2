CREATE OR REPLACE PACKAGE pkg_accrual AS
  /* Interest day by day. The tier that the balance reaches decides the rate of the whole balance. */
  FUNCTION rate_for(p_type IN VARCHAR2, p_balance IN NUMBER, p_day IN DATE) RETURN NUMBER;
  PROCEDURE accrue(p_day IN DATE, p_rows OUT PLS_INTEGER);
  PROCEDURE settle(p_account IN NUMBER, p_day IN DATE, p_amount OUT NUMBER);
END pkg_accrual;
/
CREATE OR REPLACE PACKAGE BODY pkg_accrual AS

  FUNCTION days_of_year(p_day IN DATE) RETURN PLS_INTEGER IS
  BEGIN
    RETURN ADD_MONTHS(TRUNC(p_day, 'YYYY'), 12) - TRUNC(p_day, 'YYYY');
  END days_of_year;

  FUNCTION rate_for(p_type IN VARCHAR2, p_balance IN NUMBER, p_day IN DATE) RETURN NUMBER IS
    l_rate interest_tiers.rate%TYPE;
  BEGIN
    SELECT MAX(rate) KEEP (DENSE_RANK LAST ORDER BY valid_from, from_balance)
      INTO l_rate
      FROM interest_tiers
     WHERE account_type = p_type
       AND valid_from <= p_day
       AND from_balance <= p_balance;
    IF l_rate IS NULL THEN
      SELECT interest_rate INTO l_rate FROM account_types WHERE account_type = p_type;
    END IF;
    RETURN l_rate;
  END rate_for;

  PROCEDURE accrue(p_day IN DATE, p_rows OUT PLS_INTEGER) IS
    l_rate NUMBER;
  BEGIN
    p_rows := 0;
    FOR a IN (SELECT account_id, account_type, balance FROM accounts
               WHERE closed_on IS NULL AND balance > 0 ORDER BY account_id)
    LOOP
      l_rate := rate_for(a.account_type, a.balance, p_day);
      CONTINUE WHEN NVL(l_rate, 0) = 0;
      BEGIN
        INSERT INTO interest_accruals (account_id, accrued_on, balance, rate, amount)
        VALUES (a.account_id, TRUNC(p_day), a.balance, l_rate, a.balance * l_rate / days_of_year(p_day));
        p_rows := p_rows + 1;
      EXCEPTION
        WHEN DUP_VAL_ON_INDEX THEN
          NULL; -- accrued by an earlier run of the same day
      END;
    END LOOP;
  END accrue;

  PROCEDURE settle(p_account IN NUMBER, p_day IN DATE, p_amount OUT NUMBER) IS
    l_journal NUMBER;
    l_expense NUMBER;
  BEGIN
    SELECT ROUND(NVL(SUM(amount), 0), 2)
      INTO p_amount
      FROM interest_accruals
     WHERE account_id = p_account AND settled = 'N' AND accrued_on <= p_day;
    IF p_amount <= 0 THEN
      RETURN;
    END IF;
    l_expense := pkg_params.num('INTEREST.EXPENSE');
    l_journal := pkg_posting.transfer(l_expense, p_account, p_amount, 'Zinsen ' || TO_CHAR(p_day, 'MM/YYYY'), p_day);
    UPDATE interest_accruals SET settled = 'Y'
     WHERE account_id = p_account AND settled = 'N' AND accrued_on <= p_day;
  END settle;

END pkg_accrual;
/
