CREATE OR REPLACE PACKAGE pkg_account AS

  SUBTYPE t_iban IS accounts.iban%TYPE;

  FUNCTION check_digits(p_country IN VARCHAR2, p_bban IN VARCHAR2) RETURN VARCHAR2;
  FUNCTION is_valid_iban(p_iban IN VARCHAR2) RETURN BOOLEAN;

  PROCEDURE open_account(
    p_customer IN  accounts.customer_id%TYPE,
    p_branch   IN  accounts.branch_id%TYPE,
    p_type     IN  accounts.account_type%TYPE,
    p_currency IN  accounts.currency_code%TYPE DEFAULT 'EUR',
    p_day      IN  DATE DEFAULT SYSDATE,
    p_account  OUT accounts.account_id%TYPE,
    p_iban     OUT t_iban);

  PROCEDURE close_account(p_account IN accounts.account_id%TYPE, p_day IN DATE DEFAULT SYSDATE);

  PROCEDURE block(p_account IN NUMBER, p_kind IN VARCHAR2, p_amount IN NUMBER, p_reason IN VARCHAR2, p_block OUT NUMBER);
  PROCEDURE release(p_block IN NUMBER);
  FUNCTION available(p_account IN NUMBER) RETURN NUMBER;
  FUNCTION state_of(p_account IN NUMBER) RETURN VARCHAR2;
END pkg_account;
/
CREATE OR REPLACE PACKAGE BODY pkg_account AS

  -- Remainder by 97 of a number of any length, digit by digit; letters count from A = 10.
  FUNCTION mod97(p_text IN VARCHAR2) RETURN PLS_INTEGER IS
    l_rest PLS_INTEGER := 0;
    l_char VARCHAR2(1);

    PROCEDURE take(p_digit IN PLS_INTEGER) IS
    BEGIN
      l_rest := MOD(l_rest * 10 + p_digit, 97);
    END take;
  BEGIN
    FOR i IN 1 .. LENGTH(p_text) LOOP
      l_char := SUBSTR(p_text, i, 1);
      IF l_char BETWEEN '0' AND '9' THEN
        take(TO_NUMBER(l_char));
      ELSIF l_char BETWEEN 'A' AND 'Z' THEN
        take(TRUNC((ASCII(l_char) - 55) / 10));
        take(MOD(ASCII(l_char) - 55, 10));
      ELSE
        RAISE VALUE_ERROR;
      END IF;
    END LOOP;
    RETURN l_rest;
  END mod97;

  FUNCTION check_digits(p_country IN VARCHAR2, p_bban IN VARCHAR2) RETURN VARCHAR2 IS
  BEGIN
    RETURN LPAD(98 - mod97(p_bban || p_country || '00'), 2, '0');
  END check_digits;

  FUNCTION is_valid_iban(p_iban IN VARCHAR2) RETURN BOOLEAN IS
    l_iban VARCHAR2(40) := UPPER(REPLACE(p_iban, ' '));
  BEGIN
    IF l_iban IS NULL OR LENGTH(l_iban) < 15 THEN
      RETURN FALSE;
    END IF;
    RETURN mod97(SUBSTR(l_iban, 5) || SUBSTR(l_iban, 1, 4)) = 1;
  EXCEPTION
    WHEN VALUE_ERROR THEN
      RETURN FALSE;
  END is_valid_iban;

  PROCEDURE open_account(
    p_customer IN  accounts.customer_id%TYPE,
    p_branch   IN  accounts.branch_id%TYPE,
    p_type     IN  accounts.account_type%TYPE,
    p_currency IN  accounts.currency_code%TYPE DEFAULT 'EUR',
    p_day      IN  DATE DEFAULT SYSDATE,
    p_account  OUT accounts.account_id%TYPE,
    p_iban     OUT t_iban)
  IS
    l_bban VARCHAR2(16);
  BEGIN
    SELECT seq_account.NEXTVAL INTO p_account FROM dual;
    l_bban := '20111' || LPAD(p_account, 11, '0');
    p_iban := 'AT' || check_digits('AT', l_bban) || l_bban;
    INSERT INTO accounts (account_id, iban, customer_id, branch_id, account_type, currency_code, opened_on)
    VALUES (p_account, p_iban, p_customer, p_branch, p_type, p_currency, TRUNC(p_day));
    INSERT INTO account_holders (account_id, customer_id, role, share_pct)
    VALUES (p_account, p_customer, 'OWNER', 100);
  EXCEPTION
    WHEN DUP_VAL_ON_INDEX THEN
      pkg_audit.log_error('open_account', SQLCODE, 'IBAN ' || p_iban || ' is taken');
      RAISE;
  END open_account;

  PROCEDURE close_account(p_account IN accounts.account_id%TYPE, p_day IN DATE DEFAULT SYSDATE) IS
    l_account accounts%ROWTYPE;
    l_blocks  PLS_INTEGER;
  BEGIN
    SELECT * INTO l_account FROM accounts WHERE account_id = p_account FOR UPDATE;
    IF l_account.closed_on IS NOT NULL THEN
      RAISE_APPLICATION_ERROR(pkg_errors.c_closed, 'Account ' || p_account || ' is closed');
    END IF;
    SELECT COUNT(*) INTO l_blocks FROM account_blocks WHERE account_id = p_account AND released_at IS NULL;
    IF l_blocks > 0 THEN
      RAISE pkg_errors.e_blocked;
    ELSIF l_account.balance <> 0 THEN
      RAISE_APPLICATION_ERROR(-20110, 'Account ' || p_account || ' has a balance of ' || l_account.balance);
    END IF;
    UPDATE accounts SET closed_on = TRUNC(p_day), version = version + 1 WHERE account_id = p_account;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RAISE_APPLICATION_ERROR(pkg_errors.c_not_found, 'Account ' || p_account || ' does not exist');
  END close_account;

  PROCEDURE block(p_account IN NUMBER, p_kind IN VARCHAR2, p_amount IN NUMBER, p_reason IN VARCHAR2, p_block OUT NUMBER) IS
  BEGIN
    INSERT INTO account_blocks (account_id, kind, amount, reason)
    VALUES (p_account, UPPER(p_kind), CASE WHEN UPPER(p_kind) = 'TOTAL' THEN NULL ELSE p_amount END, p_reason)
    RETURNING block_id INTO p_block;
    UPDATE accounts
       SET blocked = blocked + NVL(p_amount, 0)
     WHERE account_id = p_account;
    IF SQL%ROWCOUNT = 0 THEN
      RAISE_APPLICATION_ERROR(pkg_errors.c_not_found, 'Account ' || p_account || ' does not exist');
    END IF;
  END block;

  PROCEDURE release(p_block IN NUMBER) IS
    l_account account_blocks.account_id%TYPE;
    l_amount  account_blocks.amount%TYPE;
  BEGIN
    UPDATE account_blocks
       SET released_at = SYSTIMESTAMP, released_by = USER
     WHERE block_id = p_block AND released_at IS NULL
    RETURNING account_id, NVL(amount, 0) INTO l_account, l_amount;
    IF SQL%NOTFOUND THEN
      RETURN;
    END IF;
    UPDATE accounts SET blocked = blocked - l_amount WHERE account_id = l_account;
  END release;

  FUNCTION available(p_account IN NUMBER) RETURN NUMBER IS
    l_free NUMBER;
  BEGIN
    SELECT s.free_balance + t.overdraft
      INTO l_free
      FROM v_account_state s
      JOIN accounts a ON a.account_id = s.account_id
      JOIN account_types t ON t.account_type = a.account_type
     WHERE s.account_id = p_account
       AND s.state = 'OPEN';
    RETURN l_free;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RETURN 0;
  END available;

  FUNCTION state_of(p_account IN NUMBER) RETURN VARCHAR2 IS
    l_state v_account_state.state%TYPE;
  BEGIN
    SELECT state INTO l_state FROM v_account_state WHERE account_id = p_account;
    RETURN l_state;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RETURN 'UNKNOWN';
  END state_of;

END pkg_account;
/
