CREATE OR REPLACE PACKAGE pkg_aml AS
  TYPE t_amounts IS TABLE OF NUMBER;
  PROCEDURE check_account(p_account IN NUMBER, p_day IN DATE, p_alerts OUT NUMBER);
  PROCEDURE assign(p_customer IN NUMBER, p_case OUT NUMBER);
END pkg_aml;
/
CREATE OR REPLACE PACKAGE BODY pkg_aml AS

  PROCEDURE alert(p_rule IN VARCHAR2, p_account IN NUMBER, p_amount IN NUMBER, p_text IN VARCHAR2) IS
  BEGIN
    INSERT INTO aml_alerts (rule_code, account_id, amount, details)
    VALUES (p_rule, p_account, p_amount, '{"text":"' || REPLACE(p_text, '"', '\"') || '"}');
  END alert;

  PROCEDURE check_account(p_account IN NUMBER, p_day IN DATE, p_alerts OUT NUMBER) IS
    l_amounts t_amounts;
    l_sum     NUMBER;
    l_near    PLS_INTEGER;
  BEGIN
    p_alerts := 0;
    FOR r IN (SELECT rule_code, threshold, days FROM aml_rules WHERE active = 1 ORDER BY rule_code) LOOP
      SELECT ABS(amount)
        BULK COLLECT INTO l_amounts
        FROM core.postings
       WHERE account_id = p_account AND booking_date > p_day - r.days AND booking_date <= p_day;
      l_sum := 0;
      l_near := 0;
      FOR i IN 1 .. l_amounts.COUNT LOOP
        l_sum := l_sum + l_amounts(i);
        IF l_amounts(i) BETWEEN r.threshold * 0.8 AND r.threshold THEN
          l_near := l_near + 1;
        END IF;
      END LOOP;
      IF r.rule_code = 'TURNOVER' AND l_sum > r.threshold THEN
        alert(r.rule_code, p_account, l_sum, 'turnover of ' || r.days || ' days');
        p_alerts := p_alerts + 1;
      ELSIF r.rule_code = 'STRUCTURE' AND l_near >= 3 THEN
        alert(r.rule_code, p_account, l_sum, l_near || ' amounts just below ' || r.threshold);
        p_alerts := p_alerts + 1;
      END IF;
    END LOOP;
  END check_account;

  PROCEDURE assign(p_customer IN NUMBER, p_case OUT NUMBER) IS
  BEGIN
    INSERT INTO aml_cases (customer_id) VALUES (p_customer) RETURNING case_id INTO p_case;
    UPDATE aml_alerts
       SET case_id = p_case
     WHERE case_id IS NULL
       AND account_id IN (SELECT account_id FROM core.accounts WHERE customer_id = p_customer);
  END assign;

END pkg_aml;
/
