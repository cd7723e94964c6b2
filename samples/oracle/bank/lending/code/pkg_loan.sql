CREATE OR REPLACE PACKAGE pkg_loan
IS
    FUNCTION annuity (p_principal IN NUMBER, p_rate IN NUMBER, p_months IN PLS_INTEGER) RETURN NUMBER DETERMINISTIC;
    FUNCTION year_fraction (p_from IN DATE, p_to IN DATE, p_count IN VARCHAR2) RETURN NUMBER;
    PROCEDURE plan (p_loan IN core.loans.loan_id%TYPE);
    PROCEDURE pay (p_loan IN NUMBER, p_amount IN NUMBER, p_day IN DATE, p_rest OUT NUMBER);
    FUNCTION outstanding (p_loan IN NUMBER) RETURN NUMBER;
END pkg_loan;
/
CREATE OR REPLACE PACKAGE BODY pkg_loan
IS
    FUNCTION annuity (p_principal IN NUMBER, p_rate IN NUMBER, p_months IN PLS_INTEGER) RETURN NUMBER DETERMINISTIC
    IS
        l_month NUMBER := p_rate / 12;
    BEGIN
        IF l_month = 0 THEN
            RETURN ROUND(p_principal / p_months, 2);
        END IF;
        RETURN ROUND(p_principal * l_month / (1 - POWER(1 + l_month, -p_months)), 2);
    END annuity;

    FUNCTION year_fraction (p_from IN DATE, p_to IN DATE, p_count IN VARCHAR2) RETURN NUMBER
    IS
    BEGIN
        RETURN CASE p_count
                   WHEN '30E/360' THEN core.pkg_calendar.days_30e_360(p_from, p_to) / 360
                   WHEN 'ACT/360' THEN (p_to - p_from) / 360
                   WHEN 'ACT/365' THEN (p_to - p_from) / 365
                   ELSE MONTHS_BETWEEN(p_to, p_from) / 12
               END;
    END year_fraction;

    -- Instalments are equal; the last one takes what rounding left.
    PROCEDURE plan (p_loan IN core.loans.loan_id%TYPE)
    IS
        l_loan      core.loans%ROWTYPE;
        l_rest      NUMBER;
        l_interest  NUMBER;
        l_pay       NUMBER;
        l_due       DATE;
    BEGIN
        SELECT * INTO l_loan FROM core.loans WHERE loan_id = p_loan;
        l_rest := l_loan.principal;
        l_pay := annuity(l_loan.principal, l_loan.rate, l_loan.months);
        DELETE FROM core.loan_schedule WHERE loan_id = p_loan AND paid = 'N';
        FOR n IN 1 .. l_loan.months
        LOOP
            l_due := ADD_MONTHS(l_loan.first_due, n - 1);
            l_interest := ROUND(l_rest * l_loan.rate / 12, 2);
            IF n = l_loan.months THEN
                l_pay := l_rest + l_interest;
            END IF;
            INSERT INTO core.loan_schedule (loan_id, due_on, instalment, interest)
            VALUES (p_loan, l_due, l_pay, l_interest);
            l_rest := l_rest - (l_pay - l_interest);
        END LOOP;
    EXCEPTION
        WHEN NO_DATA_FOUND THEN
            RAISE_APPLICATION_ERROR(-20300, 'Loan ' || p_loan || ' does not exist');
    END plan;

    FUNCTION outstanding (p_loan IN NUMBER) RETURN NUMBER
    IS
        l_rest NUMBER;
    BEGIN
        SELECT outstanding INTO l_rest FROM v_loan_rest WHERE loan_id = p_loan;
        RETURN l_rest;
    END outstanding;

    -- Pays the open instalments from the oldest on; what is left over is given back in P_REST.
    PROCEDURE pay (p_loan IN NUMBER, p_amount IN NUMBER, p_day IN DATE, p_rest OUT NUMBER)
    IS
        CURSOR c_open IS
            SELECT due_on, instalment, interest
              FROM core.loan_schedule
             WHERE loan_id = p_loan AND paid = 'N'
             ORDER BY due_on
               FOR UPDATE OF paid;
    BEGIN
        p_rest := p_amount;
        FOR s IN c_open
        LOOP
            EXIT WHEN p_rest < s.instalment;
            UPDATE core.loan_schedule SET paid = 'Y' WHERE CURRENT OF c_open;
            INSERT INTO loan_payments (payment_no, loan_id, paid_on, amount, to_interest, to_principal)
            VALUES (loan_payment_seq.NEXTVAL, p_loan, TRUNC(p_day), s.instalment, s.interest, s.instalment - s.interest);
            p_rest := p_rest - s.instalment;
        END LOOP;
    END pay;
END pkg_loan;
/
