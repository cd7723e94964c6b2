CREATE OR REPLACE PACKAGE pkg_audit AUTHID DEFINER AS
  g_enabled BOOLEAN := TRUE;

  PROCEDURE log_change(p_table VARCHAR2, p_operation CHAR, p_key VARCHAR2, p_old CLOB DEFAULT NULL, p_new CLOB DEFAULT NULL);
  -- Survives the rollback of the caller.
  PROCEDURE log_error(p_module VARCHAR2, p_code NUMBER, p_message VARCHAR2);
END pkg_audit;
/
CREATE OR REPLACE PACKAGE BODY pkg_audit AS

  PROCEDURE log_change(p_table VARCHAR2, p_operation CHAR, p_key VARCHAR2, p_old CLOB DEFAULT NULL, p_new CLOB DEFAULT NULL) IS
  BEGIN
    IF NOT g_enabled THEN
      RETURN;
    END IF;
    INSERT INTO audit_log (audit_id, table_name, operation, key_value, old_values, new_values)
    VALUES (seq_audit.NEXTVAL, p_table, p_operation, p_key, p_old, p_new);
  END log_change;

  PROCEDURE log_error(p_module VARCHAR2, p_code NUMBER, p_message VARCHAR2) IS
    PRAGMA AUTONOMOUS_TRANSACTION;
  BEGIN
    INSERT INTO error_log (module, code, message, backtrace)
    VALUES (p_module, p_code, SUBSTR(p_message, 1, 4000), DBMS_UTILITY.FORMAT_ERROR_BACKTRACE);
    COMMIT;
  END log_error;

END pkg_audit;
/
