-- On tables of CORE, owned by AUDITING: the owner of the data cannot drop them.
ALTER SESSION SET CURRENT_SCHEMA = AUDITING;

CREATE OR REPLACE TRIGGER aud_customers
AFTER INSERT OR UPDATE OR DELETE ON core.customers
FOR EACH ROW
DECLARE
  l_op  CHAR(1);
  l_key VARCHAR2(20);
BEGIN
  IF INSERTING THEN
    l_op := 'I';
  ELSIF UPDATING THEN
    l_op := 'U';
  ELSE
    l_op := 'D';
  END IF;
  l_key := TO_CHAR(NVL(:NEW.customer_id, :OLD.customer_id));
  pkg_log.change('CORE', 'CUSTOMERS', l_op, l_key, 'LAST_NAME', :OLD.last_name, :NEW.last_name);
  pkg_log.change('CORE', 'CUSTOMERS', l_op, l_key, 'EMAIL', :OLD.email, :NEW.email);
  pkg_log.change('CORE', 'CUSTOMERS', l_op, l_key, 'RISK_CLASS', :OLD.risk_class, :NEW.risk_class);
  pkg_log.change('CORE', 'CUSTOMERS', l_op, l_key, 'BIRTH_DATE', :OLD.birth_date, :NEW.birth_date);
END;
/
CREATE OR REPLACE TRIGGER aud_account_limits
AFTER INSERT OR UPDATE OF amount OR DELETE ON core.account_limits
FOR EACH ROW
BEGIN
  INSERT INTO change_log (log_id, schema_name, table_name, operation, key_value, column_name, old_value, new_value)
  VALUES (change_log_seq.NEXTVAL, 'CORE', 'ACCOUNT_LIMITS',
          CASE WHEN INSERTING THEN 'I' WHEN UPDATING THEN 'U' ELSE 'D' END,
          NVL(:NEW.account_id, :OLD.account_id) || '/' || NVL(:NEW.limit_kind, :OLD.limit_kind),
          'AMOUNT', TO_CHAR(:OLD.amount), TO_CHAR(:NEW.amount));
END;
/
