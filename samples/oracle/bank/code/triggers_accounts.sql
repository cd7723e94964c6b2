-- Triggers on accounts and customers.

CREATE OR REPLACE TRIGGER customer_remarks_bi
BEFORE INSERT ON customer_remarks
FOR EACH ROW
BEGIN
  :NEW.author := NVL(:NEW.author, USER);
  :NEW.written_on := TRUNC(NVL(:NEW.written_on, SYSDATE));
END;
/

-- Status changes leave a row, written with the account's own time.
CREATE OR REPLACE TRIGGER accounts_status_au
AFTER UPDATE OF closed_on ON accounts
FOR EACH ROW
WHEN (OLD.closed_on IS NULL AND NEW.closed_on IS NOT NULL OR OLD.closed_on IS NOT NULL AND NEW.closed_on IS NULL)
BEGIN
  INSERT INTO account_status_history (account_id, old_status, new_status)
  VALUES (:NEW.account_id,
          CASE WHEN :OLD.closed_on IS NULL THEN 'OPEN' ELSE 'CLOSED' END,
          CASE WHEN :NEW.closed_on IS NULL THEN 'OPEN' ELSE 'CLOSED' END);
END;
/

CREATE OR REPLACE TRIGGER customers_biu
BEFORE INSERT OR UPDATE ON customers
FOR EACH ROW
BEGIN
  :NEW.email := LOWER(TRIM(:NEW.email));
  IF :NEW.kind = 'C' THEN
    :NEW.first_name := NULL;
    :NEW.birth_date := NULL;
  END IF;
  IF UPDATING AND :OLD.risk_class > :NEW.risk_class AND :OLD.risk_class = 9 THEN
    RAISE_APPLICATION_ERROR(-20052, 'Risk class 9 is lowered by compliance only');
  END IF;
END;
/

/* Holders of an account have at most 100 percent together. The sum is taken when all rows
   are there, which a row trigger could not do: the table is mutating. */
CREATE OR REPLACE TRIGGER account_holders_share
FOR INSERT OR UPDATE OF share_pct ON account_holders
COMPOUND TRIGGER

  l_changed PLS_INTEGER := 0;
  l_low     account_holders.account_id%TYPE;
  l_high    account_holders.account_id%TYPE;

  BEFORE STATEMENT IS
  BEGIN
    l_changed := 0;
  END BEFORE STATEMENT;

  AFTER EACH ROW IS
  BEGIN
    l_changed := l_changed + 1;
    l_low := LEAST(NVL(l_low, :NEW.account_id), :NEW.account_id);
    l_high := GREATEST(NVL(l_high, :NEW.account_id), :NEW.account_id);
  END AFTER EACH ROW;

  AFTER STATEMENT IS
    l_bad account_holders.account_id%TYPE;
  BEGIN
    IF l_changed = 0 THEN
      RETURN;
    END IF;
    SELECT MIN(account_id)
      INTO l_bad
      FROM (SELECT account_id FROM account_holders
             WHERE account_id BETWEEN l_low AND l_high
             GROUP BY account_id
            HAVING SUM(share_pct) > 100);
    IF l_bad IS NOT NULL THEN
      RAISE_APPLICATION_ERROR(-20050, 'Holders of account ' || l_bad || ' have more than 100 percent');
    END IF;
  END AFTER STATEMENT;

END account_holders_share;
/

CREATE OR REPLACE TRIGGER v_customer_desk_ioi
INSTEAD OF INSERT ON v_customer_desk
FOR EACH ROW
DECLARE
  l_id customers.customer_id%TYPE;
BEGIN
  INSERT INTO customers (kind, first_name, last_name, birth_date, email)
  VALUES (NVL(:NEW.kind, 'P'), :NEW.first_name, :NEW.last_name, :NEW.birth_date, :NEW.email)
  RETURNING customer_id INTO l_id;
  IF :NEW.city IS NOT NULL THEN
    INSERT INTO customer_addresses (customer_id, street, postal_code, city, country_code)
    VALUES (l_id, :NEW.street, :NEW.postal_code, :NEW.city, :NEW.country_code);
  END IF;
END;
/

CREATE OR REPLACE TRIGGER v_customer_desk_iou
INSTEAD OF UPDATE ON v_customer_desk
FOR EACH ROW
BEGIN
  UPDATE customers
     SET first_name = :NEW.first_name, last_name = :NEW.last_name, email = :NEW.email
   WHERE customer_id = :OLD.customer_id;
  IF :NEW.street <> :OLD.street OR :NEW.city <> :OLD.city THEN
    UPDATE customer_addresses
       SET street = :NEW.street, postal_code = :NEW.postal_code, city = :NEW.city
     WHERE customer_id = :OLD.customer_id AND address_kind = 'HOME';
  END IF;
END;
/

CREATE OR REPLACE TRIGGER account_limits_biu
BEFORE INSERT OR UPDATE ON account_limits
FOR EACH ROW
DECLARE
  l_closed accounts.closed_on%TYPE;
BEGIN
  :NEW.limit_kind := UPPER(:NEW.limit_kind);
  SELECT closed_on INTO l_closed FROM accounts WHERE account_id = :NEW.account_id;
  IF l_closed < :NEW.valid_from THEN
    RAISE_APPLICATION_ERROR(-20051, 'The account is closed');
  END IF;
EXCEPTION
  WHEN NO_DATA_FOUND THEN
    NULL; -- the foreign key says so
END;
/

CREATE OR REPLACE TRIGGER gl_periods_no_reopen
BEFORE UPDATE OF status ON gl_periods
FOR EACH ROW
WHEN (OLD.status = 'CLOSED' AND NEW.status = 'OPEN')
BEGIN
  RAISE_APPLICATION_ERROR(-20053, 'Period ' || :OLD.period || ' stays closed');
END;
/

CREATE OR REPLACE TRIGGER bank_users_bi
BEFORE INSERT ON bank_users
FOR EACH ROW
BEGIN
  IF :NEW.user_id IS NULL THEN
    SELECT NVL(MAX(user_id), 0) + 1 INTO :NEW.user_id FROM bank_users;
  END IF;
  :NEW.login := UPPER(:NEW.login);
END;
/

CREATE OR REPLACE TRIGGER logon_note
AFTER LOGON ON DATABASE
BEGIN
  INSERT INTO eod_runs (run_date, step, status) VALUES (SYSDATE, 'LOGON ' || USER, 'NOTE');
END;
/
ALTER TRIGGER logon_note DISABLE;
