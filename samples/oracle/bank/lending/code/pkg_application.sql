CREATE OR REPLACE PACKAGE pkg_application
IS
    e_wrong_state   EXCEPTION;

    FUNCTION apply (p_customer IN NUMBER, p_product IN VARCHAR2, p_amount IN NUMBER, p_months IN NUMBER,
                    p_income IN NUMBER, p_expenses IN NUMBER) RETURN NUMBER;
    FUNCTION score (p_application IN NUMBER) RETURN NUMBER;
    PROCEDURE decide (p_application IN NUMBER, p_status OUT VARCHAR2);
    PROCEDURE sign (p_application IN NUMBER, p_account IN NUMBER, p_first_due IN DATE, p_loan OUT NUMBER);
END pkg_application;
/
CREATE OR REPLACE PACKAGE BODY pkg_application
IS
    c_pass_score  CONSTANT NUMBER := 60;

    FUNCTION apply (p_customer IN NUMBER, p_product IN VARCHAR2, p_amount IN NUMBER, p_months IN NUMBER,
                    p_income IN NUMBER, p_expenses IN NUMBER) RETURN NUMBER
    IS
        l_product loan_products%ROWTYPE;
        l_id      loan_applications.application_id%TYPE;
    BEGIN
        SELECT * INTO l_product FROM loan_products WHERE product_code = p_product;
        IF p_amount NOT BETWEEN l_product.min_amount AND l_product.max_amount THEN
            RAISE_APPLICATION_ERROR(-20310, 'Amount must be from ' || l_product.min_amount || ' to ' || l_product.max_amount);
        END IF;
        IF p_months < l_product.min_months OR p_months > l_product.max_months THEN
            RAISE_APPLICATION_ERROR(-20311, 'Wrong number of months: ' || p_months);
        END IF;
        l_id := application_seq.NEXTVAL;
        INSERT INTO loan_applications (application_id, customer_id, product_code, amount, months, income, expenses)
        VALUES (l_id, p_customer, p_product, p_amount, p_months, p_income, p_expenses);
        RETURN l_id;
    END apply;

    PROCEDURE note (p_application IN NUMBER, p_check IN VARCHAR2, p_passed IN BOOLEAN, p_remark IN VARCHAR2 DEFAULT NULL)
    IS
        l_passed NUMBER(1);
    BEGIN
        l_passed := CASE WHEN p_passed THEN 1 WHEN NOT p_passed THEN 0 END;
        MERGE INTO application_checks c
        USING (SELECT p_application AS id, p_check AS code FROM dual) n
        ON (c.application_id = n.id AND c.check_code = n.code)
        WHEN MATCHED THEN UPDATE SET passed = l_passed, remark = p_remark, checked_at = SYSTIMESTAMP
        WHEN NOT MATCHED THEN INSERT (application_id, check_code, passed, remark) VALUES (n.id, n.code, l_passed, p_remark);
    END note;

    FUNCTION score (p_application IN NUMBER) RETURN NUMBER
    IS
        l_app   loan_applications%ROWTYPE;
        l_rate  NUMBER;
        l_pay   NUMBER;
        l_free  NUMBER;
        l_old   NUMBER;
    BEGIN
        SELECT * INTO l_app FROM loan_applications WHERE application_id = p_application;
        SELECT base_rate INTO l_rate FROM loan_products WHERE product_code = l_app.product_code;
        l_pay := pkg_loan.annuity(l_app.amount, l_rate, l_app.months);
        l_free := l_app.income - l_app.expenses - l_pay;
        note(p_application, 'INCOME', l_free > 0, 'free after instalment: ' || l_free);
        SELECT MAX(score) KEEP (DENSE_RANK LAST ORDER BY scored_on) INTO l_old
          FROM credit_scores WHERE customer_id = l_app.customer_id;
        note(p_application, 'SCHUFA', l_old >= 50);
        IF l_free <= 0 THEN
            RETURN 0;
        END IF;
        RETURN ROUND(LEAST(100, 40 + 60 * l_free / NULLIF(l_app.income, 0)) * 0.7 + NVL(l_old, 50) * 0.3, 1);
    END score;

    PROCEDURE decide (p_application IN NUMBER, p_status OUT VARCHAR2)
    IS
        l_score NUMBER := score(p_application);
        l_failed PLS_INTEGER;
    BEGIN
        SELECT COUNT(*) INTO l_failed FROM application_checks WHERE application_id = p_application AND passed = 0;
        IF l_score >= c_pass_score AND l_failed = 0 THEN
            p_status := 'APPROVED';
        ELSE
            p_status := 'REFUSED';
        END IF;
        UPDATE loan_applications
           SET score = l_score, status = p_status, decided_on = SYSDATE, decided_by = USER
         WHERE application_id = p_application AND status IN ('NEW', 'CHECKED');
        IF SQL%ROWCOUNT = 0 THEN
            RAISE e_wrong_state;
        END IF;
    END decide;

    PROCEDURE sign (p_application IN NUMBER, p_account IN NUMBER, p_first_due IN DATE, p_loan OUT NUMBER)
    IS
        l_app loan_applications%ROWTYPE;
        l_rate NUMBER;
    BEGIN
        SELECT a.* INTO l_app FROM loan_applications a WHERE a.application_id = p_application FOR UPDATE;
        IF l_app.status <> 'APPROVED' THEN
            RAISE e_wrong_state;
        END IF;
        SELECT base_rate INTO l_rate FROM loan_products WHERE product_code = l_app.product_code;
        INSERT INTO core.loans (account_id, principal, rate, months, first_due)
        VALUES (p_account, l_app.amount, l_rate, l_app.months, p_first_due)
        RETURNING loan_id INTO p_loan;
        pkg_loan.plan(p_loan);
        UPDATE loan_applications SET status = 'SIGNED', loan_id = p_loan WHERE application_id = p_application;
    EXCEPTION
        WHEN e_wrong_state THEN
            RAISE_APPLICATION_ERROR(-20312, 'Application ' || p_application || ' is ' || l_app.status);
    END sign;
END pkg_application;
/
