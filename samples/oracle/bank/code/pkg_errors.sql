CREATE OR REPLACE PACKAGE pkg_errors AS
  -- Numbers of the bank's own errors, and the exceptions that go with them.
  c_not_found    CONSTANT PLS_INTEGER := -20100;
  c_blocked      CONSTANT PLS_INTEGER := -20101;
  c_limit        CONSTANT PLS_INTEGER := -20102;
  c_closed       CONSTANT PLS_INTEGER := -20103;
  c_period       CONSTANT PLS_INTEGER := -20104;
  c_four_eyes    CONSTANT PLS_INTEGER := -20105;

  e_not_found    EXCEPTION;
  e_blocked      EXCEPTION;
  e_limit        EXCEPTION;
  e_closed       EXCEPTION;
  e_period       EXCEPTION;
  e_row_locked   EXCEPTION;
  e_child_found  EXCEPTION;
  PRAGMA EXCEPTION_INIT(e_not_found, -20100);
  PRAGMA EXCEPTION_INIT(e_blocked, -20101);
  PRAGMA EXCEPTION_INIT(e_limit, -20102);
  PRAGMA EXCEPTION_INIT(e_closed, -20103);
  PRAGMA EXCEPTION_INIT(e_period, -20104);
  PRAGMA EXCEPTION_INIT(e_row_locked, -54);
  PRAGMA EXCEPTION_INIT(e_child_found, -2292);

  FUNCTION message(p_code IN VARCHAR2, p_lang IN VARCHAR2 DEFAULT 'de', p_arg1 IN VARCHAR2 DEFAULT NULL, p_arg2 IN VARCHAR2 DEFAULT NULL)
    RETURN VARCHAR2;
  PROCEDURE fail(p_number IN PLS_INTEGER, p_code IN VARCHAR2, p_arg1 IN VARCHAR2 DEFAULT NULL, p_arg2 IN VARCHAR2 DEFAULT NULL);
  FUNCTION is_ours(p_sqlcode IN NUMBER) RETURN BOOLEAN;
END pkg_errors;
/
CREATE OR REPLACE PACKAGE BODY pkg_errors AS

  FUNCTION message(p_code IN VARCHAR2, p_lang IN VARCHAR2 DEFAULT 'de', p_arg1 IN VARCHAR2 DEFAULT NULL, p_arg2 IN VARCHAR2 DEFAULT NULL)
    RETURN VARCHAR2
  IS
    l_text message_texts.text%TYPE;
  BEGIN
    BEGIN
      SELECT text INTO l_text FROM message_texts WHERE message_code = p_code AND lang = p_lang;
    EXCEPTION
      WHEN NO_DATA_FOUND THEN
        -- English stands in for a missing translation, the code for a missing text.
        SELECT NVL(MAX(text), p_code) INTO l_text FROM message_texts WHERE message_code = p_code AND lang = 'en';
    END;
    RETURN REPLACE(REPLACE(l_text, '%1', p_arg1), '%2', p_arg2);
  END message;

  PROCEDURE fail(p_number IN PLS_INTEGER, p_code IN VARCHAR2, p_arg1 IN VARCHAR2 DEFAULT NULL, p_arg2 IN VARCHAR2 DEFAULT NULL) IS
  BEGIN
    RAISE_APPLICATION_ERROR(p_number, message(p_code, p_arg1 => p_arg1, p_arg2 => p_arg2));
  END fail;

  FUNCTION is_ours(p_sqlcode IN NUMBER) RETURN BOOLEAN IS
  BEGIN
    RETURN p_sqlcode BETWEEN -20999 AND -20000;
  END is_ours;

END pkg_errors;
/
