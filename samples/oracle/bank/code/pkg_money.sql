CREATE OR REPLACE PACKAGE pkg_money AS
  e_no_rate EXCEPTION;

  -- Rounded to the minor units of the currency: 2 for EUR, 0 for JPY.
  FUNCTION rounded(p_amount IN NUMBER, p_currency IN VARCHAR2) RETURN NUMBER;
  -- Latest rate on or before the day; the inverse where only that is known; over EUR where neither is.
  FUNCTION rate(p_from IN VARCHAR2, p_to IN VARCHAR2, p_day IN DATE) RETURN NUMBER;
  FUNCTION exchanged(p_amount IN NUMBER, p_from IN VARCHAR2, p_to IN VARCHAR2, p_day IN DATE DEFAULT SYSDATE) RETURN NUMBER;
  FUNCTION printed(p_amount IN NUMBER) RETURN VARCHAR2;
  FUNCTION printed(p_amount IN NUMBER, p_currency IN VARCHAR2) RETURN VARCHAR2;
  -- To the next five rappen, as cash is paid out in Switzerland.
  FUNCTION rappen(p_amount IN NUMBER) RETURN NUMBER;
END pkg_money;
/
CREATE OR REPLACE PACKAGE BODY pkg_money AS

  c_pivot CONSTANT currencies.currency_code%TYPE := 'EUR';

  FUNCTION minor_units(p_currency IN VARCHAR2) RETURN PLS_INTEGER IS
    l_units currencies.minor_units%TYPE;
  BEGIN
    SELECT minor_units INTO l_units FROM currencies WHERE currency_code = p_currency;
    RETURN l_units;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RETURN 2;
  END minor_units;

  FUNCTION rounded(p_amount IN NUMBER, p_currency IN VARCHAR2) RETURN NUMBER IS
  BEGIN
    RETURN ROUND(p_amount, minor_units(p_currency));
  END rounded;

  FUNCTION direct_rate(p_from IN VARCHAR2, p_to IN VARCHAR2, p_day IN DATE) RETURN NUMBER IS
    l_rate exchange_rates.rate%TYPE;
  BEGIN
    SELECT rate
      INTO l_rate
      FROM (SELECT rate
              FROM exchange_rates
             WHERE from_currency = p_from AND to_currency = p_to AND valid_on <= TRUNC(p_day)
             ORDER BY valid_on DESC)
     WHERE ROWNUM = 1;
    RETURN l_rate;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RETURN NULL;
  END direct_rate;

  FUNCTION rate(p_from IN VARCHAR2, p_to IN VARCHAR2, p_day IN DATE) RETURN NUMBER IS
    l_rate    NUMBER;
    l_inverse NUMBER;
  BEGIN
    IF p_from = p_to THEN
      RETURN 1;
    END IF;
    l_rate := direct_rate(p_from, p_to, p_day);
    IF l_rate IS NOT NULL THEN
      RETURN l_rate;
    END IF;
    l_inverse := direct_rate(p_to, p_from, p_day);
    IF l_inverse IS NOT NULL THEN
      RETURN 1 / l_inverse;
    END IF;
    IF c_pivot IN (p_from, p_to) THEN
      RAISE e_no_rate;
    END IF;
    RETURN rate(p_from, c_pivot, p_day) * rate(c_pivot, p_to, p_day);
  END rate;

  FUNCTION exchanged(p_amount IN NUMBER, p_from IN VARCHAR2, p_to IN VARCHAR2, p_day IN DATE DEFAULT SYSDATE) RETURN NUMBER IS
  BEGIN
    RETURN rounded(p_amount * rate(p_from, p_to, p_day), p_to);
  EXCEPTION
    WHEN e_no_rate THEN
      RAISE_APPLICATION_ERROR(-20040, 'No rate ' || p_from || '/' || p_to || ' on ' || TO_CHAR(p_day, 'YYYY-MM-DD'));
  END exchanged;

  FUNCTION printed(p_amount IN NUMBER) RETURN VARCHAR2 IS
  BEGIN
    RETURN TRIM(TO_CHAR(p_amount, '999G999G999G990D00', 'NLS_NUMERIC_CHARACTERS='',.'''));
  END printed;

  FUNCTION printed(p_amount IN NUMBER, p_currency IN VARCHAR2) RETURN VARCHAR2 IS
  BEGIN
    RETURN p_currency || ' ' || printed(rounded(p_amount, p_currency));
  END printed;

  FUNCTION rappen(p_amount IN NUMBER) RETURN NUMBER IS
  BEGIN
    RETURN ROUND(p_amount * 20) / 20;
  END rappen;

END pkg_money;
/
