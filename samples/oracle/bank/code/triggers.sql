CREATE OR REPLACE TRIGGER customers_bi
BEFORE INSERT ON customers
FOR EACH ROW
WHEN (NEW.customer_id IS NULL)
BEGIN
  SELECT seq_customer.NEXTVAL INTO :NEW.customer_id FROM dual;
END;
/

CREATE OR REPLACE TRIGGER accounts_aud
AFTER INSERT OR UPDATE OF balance, blocked, closed_on OR DELETE ON accounts
FOR EACH ROW
DECLARE
  l_op CHAR(1);
BEGIN
  l_op := CASE WHEN INSERTING THEN 'I' WHEN UPDATING THEN 'U' ELSE 'D' END;
  pkg_audit.log_change('ACCOUNTS', l_op, NVL(:NEW.account_id, :OLD.account_id),
                       'balance=' || :OLD.balance, 'balance=' || :NEW.balance);
END;
/

CREATE OR REPLACE TRIGGER postings_no_change
BEFORE UPDATE OR DELETE ON postings
BEGIN
  RAISE_APPLICATION_ERROR(-20020, 'Postings are final');
END;
/

CREATE OR REPLACE TRIGGER cards_limit_biu
BEFORE INSERT OR UPDATE ON cards
FOR EACH ROW
BEGIN
  IF :NEW.daily_limit > 5000 AND NOT UPDATING('PIN_TRIES') THEN
    :NEW.daily_limit := 5000;
  END IF;
  IF :NEW.pin_tries >= 3 THEN
    :NEW.daily_limit := 0;
  END IF;
END;
/
ALTER TRIGGER cards_limit_biu DISABLE;
