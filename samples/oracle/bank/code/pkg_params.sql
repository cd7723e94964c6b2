CREATE OR REPLACE PACKAGE pkg_params AS
  /* Values of PARAMETERS as they are today. Each session reads a value once. */
  e_missing EXCEPTION;
  PRAGMA EXCEPTION_INIT(e_missing, -20030);

  c_base_currency CONSTANT VARCHAR2(3) := 'EUR';

  FUNCTION text(p_name IN VARCHAR2) RETURN VARCHAR2;
  FUNCTION num(p_name IN VARCHAR2, p_default IN NUMBER DEFAULT NULL) RETURN NUMBER;
  FUNCTION day(p_name IN VARCHAR2) RETURN DATE;
  PROCEDURE put(p_name IN VARCHAR2, p_value IN VARCHAR2);
  PROCEDURE put(p_name IN VARCHAR2, p_value IN NUMBER);
  FUNCTION reads RETURN PLS_INTEGER;
END pkg_params;
/
CREATE OR REPLACE PACKAGE BODY pkg_params AS
  g_last_name   parameters.name%TYPE;
  g_last_value  parameters.value%TYPE;
  g_reads       PLS_INTEGER;

  FUNCTION lookup(p_name IN VARCHAR2) RETURN VARCHAR2 IS
    CURSOR c_value(cp_name VARCHAR2) IS
      SELECT value
        FROM parameters
       WHERE name = cp_name
         AND valid_from <= SYSTIMESTAMP
       ORDER BY valid_from DESC;
    l_value parameters.value%TYPE;
  BEGIN
    IF p_name = g_last_name THEN
      RETURN g_last_value;
    END IF;
    OPEN c_value(p_name);
    FETCH c_value INTO l_value;
    IF c_value%NOTFOUND THEN
      CLOSE c_value;
      RAISE_APPLICATION_ERROR(-20030, 'Parameter ' || p_name || ' is missing');
    END IF;
    CLOSE c_value;
    g_reads := g_reads + 1;
    g_last_name := p_name;
    g_last_value := l_value;
    RETURN l_value;
  END lookup;

  FUNCTION text(p_name IN VARCHAR2) RETURN VARCHAR2 IS
  BEGIN
    RETURN lookup(UPPER(TRIM(p_name)));
  END text;

  FUNCTION num(p_name IN VARCHAR2, p_default IN NUMBER DEFAULT NULL) RETURN NUMBER IS
  BEGIN
    RETURN TO_NUMBER(lookup(UPPER(TRIM(p_name))));
  EXCEPTION
    WHEN e_missing THEN
      IF p_default IS NULL THEN
        RAISE;
      END IF;
      RETURN p_default;
    WHEN VALUE_ERROR THEN
      RAISE_APPLICATION_ERROR(-20031, 'Parameter ' || p_name || ' is no number');
  END num;

  FUNCTION day(p_name IN VARCHAR2) RETURN DATE IS
  BEGIN
    RETURN TO_DATE(lookup(UPPER(TRIM(p_name))), 'YYYY-MM-DD');
  END day;

  PROCEDURE put(p_name IN VARCHAR2, p_value IN VARCHAR2) IS
  BEGIN
    INSERT INTO parameters (name, value, valid_from)
    VALUES (UPPER(TRIM(p_name)), p_value, SYSTIMESTAMP);
    g_last_name := NULL;
  EXCEPTION
    WHEN DUP_VAL_ON_INDEX THEN
      UPDATE parameters
         SET value = p_value
       WHERE name = UPPER(TRIM(p_name))
         AND valid_from = (SELECT MAX(valid_from) FROM parameters WHERE name = UPPER(TRIM(p_name)));
      g_last_name := NULL;
  END put;

  PROCEDURE put(p_name IN VARCHAR2, p_value IN NUMBER) IS
  BEGIN
    put(p_name, TO_CHAR(p_value));
  END put;

  FUNCTION reads RETURN PLS_INTEGER IS
  BEGIN
    RETURN g_reads;
  END reads;

BEGIN
  g_reads := 0;
END pkg_params;
/
