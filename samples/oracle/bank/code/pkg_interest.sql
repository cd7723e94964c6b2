CREATE OR REPLACE PACKAGE pkg_interest AS
  TYPE t_line IS RECORD (due_on DATE, instalment NUMBER(19,4), interest NUMBER(19,4));
  TYPE t_plan IS TABLE OF t_line INDEX BY PLS_INTEGER;

  FUNCTION accrued(p_account IN NUMBER, p_from IN DATE, p_to IN DATE) RETURN NUMBER;
  PROCEDURE make_schedule(p_loan IN loans.loan_id%TYPE);
END pkg_interest;
/
CREATE OR REPLACE PACKAGE BODY pkg_interest AS

  FUNCTION accrued(p_account IN NUMBER, p_from IN DATE, p_to IN DATE) RETURN NUMBER IS
    l_sum NUMBER := 0;
  BEGIN
    FOR r IN (SELECT b.balance, t.interest_rate
                FROM daily_balances b, accounts a, account_types t
               WHERE b.account_id = p_account
                 AND a.account_id = b.account_id
                 AND t.account_type = a.account_type
                 AND b.day BETWEEN p_from AND p_to - 1)
    LOOP
      l_sum := l_sum + r.balance * r.interest_rate / 360;
    END LOOP;
    RETURN ROUND(l_sum, 2);
  END accrued;

  PROCEDURE make_schedule(p_loan IN loans.loan_id%TYPE) IS
    l_loan   loans%ROWTYPE;
    l_plan   t_plan;
    l_rest   NUMBER;
    l_rate   NUMBER;
    l_annuity NUMBER;
  BEGIN
    SELECT * INTO l_loan FROM loans WHERE loan_id = p_loan;
    l_rest := l_loan.principal;
    l_rate := l_loan.rate / 12;
    l_annuity := ROUND(l_loan.principal * l_rate / (1 - POWER(1 + l_rate, -l_loan.months)), 2);
    FOR i IN 1 .. l_loan.months LOOP
      l_plan(i).due_on := ADD_MONTHS(l_loan.first_due, i - 1);
      l_plan(i).interest := ROUND(l_rest * l_rate, 2);
      l_plan(i).instalment := CASE WHEN i = l_loan.months THEN l_rest + l_plan(i).interest ELSE l_annuity END;
      l_rest := l_rest - (l_plan(i).instalment - l_plan(i).interest);
    END LOOP;
    DELETE FROM loan_schedule WHERE loan_id = p_loan;
    FORALL i IN 1 .. l_plan.COUNT
      INSERT INTO loan_schedule (loan_id, due_on, instalment, interest)
      VALUES (p_loan, l_plan(i).due_on, l_plan(i).instalment, l_plan(i).interest);
  END make_schedule;

END pkg_interest;
/
