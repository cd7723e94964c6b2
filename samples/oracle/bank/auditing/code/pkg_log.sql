CREATE OR REPLACE PACKAGE pkg_log AS
  -- Errors stay, whatever becomes of the work that raised them.
  PROCEDURE error(p_package IN VARCHAR2, p_routine IN VARCHAR2, p_code IN NUMBER, p_message IN VARCHAR2, p_params IN VARCHAR2 DEFAULT NULL);
  PROCEDURE step(p_process IN VARCHAR2, p_message IN VARCHAR2);
  PROCEDURE clear_process(p_process IN VARCHAR2);
  PROCEDURE change(p_schema IN VARCHAR2, p_table IN VARCHAR2, p_operation IN CHAR, p_key IN VARCHAR2,
                   p_column IN VARCHAR2, p_old IN VARCHAR2, p_new IN VARCHAR2);
  PROCEDURE change(p_schema IN VARCHAR2, p_table IN VARCHAR2, p_operation IN CHAR, p_key IN VARCHAR2,
                   p_column IN VARCHAR2, p_old IN NUMBER, p_new IN NUMBER);
  PROCEDURE change(p_schema IN VARCHAR2, p_table IN VARCHAR2, p_operation IN CHAR, p_key IN VARCHAR2,
                   p_column IN VARCHAR2, p_old IN DATE, p_new IN DATE);
  FUNCTION errors_since(p_since IN TIMESTAMP) RETURN NUMBER;
END pkg_log;
/
CREATE OR REPLACE PACKAGE BODY pkg_log AS

  g_step NUMBER := 0;

  PROCEDURE error(p_package IN VARCHAR2, p_routine IN VARCHAR2, p_code IN NUMBER, p_message IN VARCHAR2, p_params IN VARCHAR2 DEFAULT NULL) IS
    PRAGMA AUTONOMOUS_TRANSACTION;
  BEGIN
    INSERT INTO error_log (error_id, package_name, routine, sql_code, message, params)
    VALUES (error_log_seq.NEXTVAL, UPPER(p_package), UPPER(p_routine), p_code, SUBSTR(p_message, 1, 2000), p_params);
    COMMIT;
  EXCEPTION
    WHEN OTHERS THEN
      ROLLBACK;
  END error;

  PROCEDURE step(p_process IN VARCHAR2, p_message IN VARCHAR2) IS
    PRAGMA AUTONOMOUS_TRANSACTION;
  BEGIN
    g_step := g_step + 1;
    INSERT INTO process_log (process, step_no, message) VALUES (p_process, g_step, p_message);
    COMMIT;
  END step;

  PROCEDURE clear_process(p_process IN VARCHAR2) IS
  BEGIN
    DELETE FROM process_log WHERE process = p_process;
    g_step := 0;
  END clear_process;

  PROCEDURE change(p_schema IN VARCHAR2, p_table IN VARCHAR2, p_operation IN CHAR, p_key IN VARCHAR2,
                   p_column IN VARCHAR2, p_old IN VARCHAR2, p_new IN VARCHAR2) IS
  BEGIN
    IF p_old = p_new OR (p_old IS NULL AND p_new IS NULL) THEN
      RETURN;
    END IF;
    INSERT INTO change_log (log_id, schema_name, table_name, operation, key_value, column_name, old_value, new_value)
    VALUES (change_log_seq.NEXTVAL, p_schema, p_table, p_operation, p_key, p_column, p_old, p_new);
  END change;

  PROCEDURE change(p_schema IN VARCHAR2, p_table IN VARCHAR2, p_operation IN CHAR, p_key IN VARCHAR2,
                   p_column IN VARCHAR2, p_old IN NUMBER, p_new IN NUMBER) IS
  BEGIN
    change(p_schema, p_table, p_operation, p_key, p_column, TO_CHAR(p_old), TO_CHAR(p_new));
  END change;

  PROCEDURE change(p_schema IN VARCHAR2, p_table IN VARCHAR2, p_operation IN CHAR, p_key IN VARCHAR2,
                   p_column IN VARCHAR2, p_old IN DATE, p_new IN DATE) IS
  BEGIN
    change(p_schema, p_table, p_operation, p_key, p_column,
           TO_CHAR(p_old, 'YYYY-MM-DD HH24:MI:SS'), TO_CHAR(p_new, 'YYYY-MM-DD HH24:MI:SS'));
  END change;

  FUNCTION errors_since(p_since IN TIMESTAMP) RETURN NUMBER IS
    l_n NUMBER;
  BEGIN
    SELECT COUNT(*) INTO l_n FROM error_log WHERE at >= p_since;
    RETURN l_n;
  END errors_since;

END pkg_log;
/
