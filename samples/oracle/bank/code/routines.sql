-- Standalone routines, older than the packages. Reports call them by name.

CREATE OR REPLACE FUNCTION fn_quarter(p_day IN DATE) RETURN VARCHAR2 DETERMINISTIC AS
BEGIN
  RETURN TO_CHAR(p_day, 'YYYY') || '/Q' || TO_CHAR(p_day, 'Q');
END;
/

CREATE OR REPLACE FUNCTION fn_balance_eur(p_account IN NUMBER, p_day IN DATE DEFAULT NULL) RETURN NUMBER AS
  l_balance  accounts.balance%TYPE;
  l_currency accounts.currency_code%TYPE;
  l_rate     exchange_rates.rate%TYPE;
BEGIN
  SELECT balance, currency_code INTO l_balance, l_currency FROM accounts WHERE account_id = p_account;
  IF l_currency = 'EUR' THEN
    RETURN l_balance;
  END IF;
  SELECT MAX(rate) KEEP (DENSE_RANK LAST ORDER BY valid_on)
    INTO l_rate
    FROM exchange_rates
   WHERE from_currency = 'EUR' AND to_currency = l_currency AND valid_on <= NVL(p_day, SYSDATE);
  RETURN ROUND(l_balance / l_rate, 2);
EXCEPTION
  WHEN NO_DATA_FOUND THEN
    RETURN NULL;
  WHEN ZERO_DIVIDE THEN
    RETURN 0;
END fn_balance_eur;
/

CREATE OR REPLACE FUNCTION fn_days_between(p_from IN DATE, p_to IN DATE, p_business IN VARCHAR2 DEFAULT 'N') RETURN NUMBER AS
  l_days NUMBER := 0;
  l_day  DATE := p_from;
BEGIN
  IF p_business = 'N' THEN
    RETURN p_to - p_from;
  END IF;
  WHILE l_day < p_to LOOP
    IF TO_CHAR(l_day, 'DY', 'NLS_DATE_LANGUAGE=ENGLISH') NOT IN ('SAT', 'SUN') THEN
      l_days := l_days + 1;
    END IF;
    l_day := l_day + 1;
  END LOOP;
  RETURN l_days;
END fn_days_between;
/

CREATE OR REPLACE FUNCTION fn_age_class(p_birth IN DATE, p_day IN DATE) RETURN VARCHAR2 IS
  l_years PLS_INTEGER;
BEGIN
  l_years := FLOOR(MONTHS_BETWEEN(p_day, p_birth) / 12);
  RETURN CASE
           WHEN l_years < 18 THEN 'MINOR'
           WHEN l_years < 27 THEN 'YOUNG'
           WHEN l_years < 65 THEN 'ADULT'
           WHEN l_years >= 65 THEN 'SENIOR'
         END;
END fn_age_class;
/

CREATE OR REPLACE FUNCTION fn_owner_name(p_account IN NUMBER) RETURN VARCHAR2 IS
  l_name VARCHAR2(200);
BEGIN
  FOR c IN (SELECT c.first_name, c.last_name, h.role
              FROM account_holders h JOIN customers c ON c.customer_id = h.customer_id
             WHERE h.account_id = p_account
             ORDER BY h.role DESC, c.last_name, c.first_name)
  LOOP
    l_name := l_name || CASE WHEN l_name IS NOT NULL THEN ', ' END || c.last_name || ' ' || SUBSTR(c.first_name, 1, 1) || '.';
  END LOOP;
  RETURN l_name;
END fn_owner_name;
/

CREATE OR REPLACE PROCEDURE sp_adjust_overdraft(p_type IN VARCHAR2, p_percent IN NUMBER, p_changed OUT NUMBER) AS
BEGIN
  UPDATE account_types
     SET overdraft = ROUND(overdraft * (1 + p_percent / 100), -1)
   WHERE account_type LIKE p_type || '%';
  p_changed := SQL%ROWCOUNT;
END sp_adjust_overdraft;
/

CREATE OR REPLACE PROCEDURE sp_copy_tiers(p_from_type IN VARCHAR2, p_to_type IN VARCHAR2, p_day IN DATE) AS
BEGIN
  INSERT INTO interest_tiers (account_type, valid_from, from_balance, rate)
  SELECT p_to_type, TRUNC(p_day), from_balance, rate
    FROM interest_tiers t
   WHERE account_type = p_from_type
     AND valid_from = (SELECT MAX(valid_from) FROM interest_tiers WHERE account_type = p_from_type AND valid_from <= p_day);
  IF SQL%ROWCOUNT = 0 THEN
    RAISE_APPLICATION_ERROR(-20060, 'No tiers for ' || p_from_type);
  END IF;
END sp_copy_tiers;
/
