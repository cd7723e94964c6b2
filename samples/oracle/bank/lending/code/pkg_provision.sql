CREATE OR REPLACE PACKAGE pkg_provision
IS
    FUNCTION stage_of (p_loan IN NUMBER, p_day IN DATE) RETURN PLS_INTEGER;
    PROCEDURE calculate (p_period IN NUMBER, p_total OUT NUMBER);
END pkg_provision;
/
CREATE OR REPLACE PACKAGE BODY pkg_provision
IS
    FUNCTION overdue_days (p_loan IN NUMBER, p_day IN DATE) RETURN NUMBER
    IS
        l_oldest DATE;
    BEGIN
        SELECT MIN(due_on) INTO l_oldest FROM core.loan_schedule WHERE loan_id = p_loan AND paid = 'N' AND due_on < p_day;
        RETURN NVL(p_day - l_oldest, 0);
    END overdue_days;

    FUNCTION stage_of (p_loan IN NUMBER, p_day IN DATE) RETURN PLS_INTEGER
    IS
        l_days NUMBER := overdue_days(p_loan, p_day);
    BEGIN
        IF l_days > 90 THEN
            RETURN 3;
        ELSIF l_days > 30 THEN
            RETURN 2;
        END IF;
        RETURN 1;
    END stage_of;

    PROCEDURE calculate (p_period IN NUMBER, p_total OUT NUMBER)
    IS
        l_day     DATE := LAST_DAY(TO_DATE(p_period, 'YYYYMM'));
        l_stage   PLS_INTEGER;
        l_percent NUMBER;
        l_days    NUMBER;
    BEGIN
        p_total := 0;
        DELETE provisions WHERE period = p_period;
        FOR l IN (SELECT loan_id, outstanding FROM v_loan_rest WHERE outstanding > 0 ORDER BY loan_id)
        LOOP
            l_stage := stage_of(l.loan_id, l_day);
            l_days := overdue_days(l.loan_id, l_day);
            SELECT NVL(MAX(percent) KEEP (DENSE_RANK LAST ORDER BY days_from), 0)
              INTO l_percent
              FROM provision_rules
             WHERE stage = l_stage AND days_from <= l_days;
            INSERT INTO provisions (loan_id, period, stage, exposure, amount)
            VALUES (l.loan_id, p_period, l_stage, l.outstanding, ROUND(l.outstanding * l_percent / 100, 2));
            p_total := p_total + ROUND(l.outstanding * l_percent / 100, 2);
        END LOOP;
    END calculate;
END pkg_provision;
/
