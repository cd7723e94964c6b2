CREATE OR REPLACE PACKAGE pkg_session AS
  -- Who works here, and in which language; known to the session only.
  g_trace BOOLEAN := FALSE;

  PROCEDURE log_on(p_login IN VARCHAR2);
  PROCEDURE log_off;
  FUNCTION user_id RETURN bank_users.user_id%TYPE;
  FUNCTION lang RETURN VARCHAR2;
  FUNCTION has_right(p_right IN VARCHAR2, p_amount IN NUMBER DEFAULT 0) RETURN BOOLEAN;
  FUNCTION describe RETURN VARCHAR2;
END pkg_session;
/
CREATE OR REPLACE PACKAGE BODY pkg_session AS

  TYPE t_user IS RECORD (
    user_id   bank_users.user_id%TYPE,
    login     bank_users.login%TYPE,
    lang      bank_users.lang%TYPE,
    since     DATE
  );
  g_user   t_user;
  g_calls  PLS_INTEGER := 0;
  g_none   t_user;

  PROCEDURE log_on(p_login IN VARCHAR2) IS
    l_locked bank_users.locked%TYPE;
  BEGIN
    g_calls := g_calls + 1;
    SELECT user_id, login, lang, locked
      INTO g_user.user_id, g_user.login, g_user.lang, l_locked
      FROM bank_users
     WHERE UPPER(login) = UPPER(p_login);
    IF l_locked = 'Y' THEN
      g_user := g_none;
      RAISE_APPLICATION_ERROR(-20140, p_login || ' is locked');
    END IF;
    g_user.since := SYSDATE;
    UPDATE bank_users SET last_login = SYSTIMESTAMP WHERE user_id = g_user.user_id;
    DBMS_APPLICATION_INFO.SET_MODULE('BANK', g_user.login);
    DBMS_SESSION.SET_IDENTIFIER(g_user.login);
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RAISE_APPLICATION_ERROR(-20141, 'Unknown user ' || p_login);
  END log_on;

  PROCEDURE log_off IS
  BEGIN
    g_user := g_none;
    g_calls := 0;
  END log_off;

  FUNCTION user_id RETURN bank_users.user_id%TYPE IS
  BEGIN
    RETURN g_user.user_id;
  END user_id;

  FUNCTION lang RETURN VARCHAR2 IS
  BEGIN
    RETURN NVL(g_user.lang, 'en');
  END lang;

  FUNCTION has_right(p_right IN VARCHAR2, p_amount IN NUMBER DEFAULT 0) RETURN BOOLEAN IS
    l_count PLS_INTEGER;
  BEGIN
    SELECT COUNT(*)
      INTO l_count
      FROM user_rights r
     WHERE r.user_id = pkg_session.user_id
       AND r.right_code = p_right
       AND NVL(r.max_amount, p_amount) >= p_amount;
    RETURN l_count > 0;
  END has_right;

  FUNCTION describe RETURN VARCHAR2 IS
  BEGIN
    RETURN NVL(g_user.login, '-') || '/' || lang || '/' || g_calls || CASE WHEN g_trace THEN '/trace' END;
  END describe;

END pkg_session;
/
