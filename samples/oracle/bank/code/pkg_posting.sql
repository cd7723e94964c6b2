CREATE OR REPLACE PACKAGE pkg_posting AS
  e_unbalanced     EXCEPTION;
  e_no_cover       EXCEPTION;
  PRAGMA EXCEPTION_INIT(e_no_cover, -20010);

  FUNCTION transfer(
    p_from    IN accounts.account_id%TYPE,
    p_to      IN accounts.account_id%TYPE,
    p_amount  IN NUMBER,
    p_text    IN VARCHAR2 DEFAULT NULL,
    p_value   IN DATE     DEFAULT SYSDATE
  ) RETURN journal_entries.journal_id%TYPE;

  PROCEDURE reverse(p_journal IN NUMBER, p_new OUT NUMBER);
  PROCEDURE post_work(p_reference IN VARCHAR2, p_value IN DATE);
END pkg_posting;
/
CREATE OR REPLACE PACKAGE BODY pkg_posting AS

  PROCEDURE check_cover(p_account IN accounts.account_id%TYPE, p_amount IN NUMBER) IS
    l_balance   accounts.balance%TYPE;
    l_overdraft account_types.overdraft%TYPE;
  BEGIN
    SELECT a.balance, t.overdraft
      INTO l_balance, l_overdraft
      FROM accounts a JOIN account_types t ON t.account_type = a.account_type
     WHERE a.account_id = p_account
       FOR UPDATE OF a.balance;
    IF l_balance - p_amount < -l_overdraft THEN
      RAISE_APPLICATION_ERROR(-20010, 'Account ' || p_account || ' has no cover for ' || p_amount);
    END IF;
  END check_cover;

  PROCEDURE book(p_journal NUMBER, p_account NUMBER, p_amount NUMBER, p_text VARCHAR2, p_day DATE) IS
    l_currency accounts.currency_code%TYPE;
  BEGIN
    UPDATE accounts
       SET balance = balance + p_amount, version = version + 1
     WHERE account_id = p_account
    RETURNING currency_code INTO l_currency;
    IF SQL%ROWCOUNT = 0 THEN
      RAISE NO_DATA_FOUND;
    END IF;
    INSERT INTO postings (posting_id, journal_id, account_id, booking_date, amount, currency_code, text)
    VALUES (seq_posting.NEXTVAL, p_journal, p_account, TRUNC(p_day), p_amount, l_currency, p_text);
  END book;

  FUNCTION transfer(
    p_from    IN accounts.account_id%TYPE,
    p_to      IN accounts.account_id%TYPE,
    p_amount  IN NUMBER,
    p_text    IN VARCHAR2 DEFAULT NULL,
    p_value   IN DATE     DEFAULT SYSDATE
  ) RETURN journal_entries.journal_id%TYPE IS
    l_journal journal_entries.journal_id%TYPE;
  BEGIN
    IF NVL(p_amount, 0) <= 0 THEN
      RAISE_APPLICATION_ERROR(-20011, 'Amount must be positive');
    END IF;
    check_cover(p_from, p_amount);
    INSERT INTO journal_entries (journal_id, value_date, reference)
    VALUES (seq_journal.NEXTVAL, TRUNC(p_value), SUBSTR(p_text, 1, 35))
    RETURNING journal_id INTO l_journal;
    book(l_journal, p_from, -p_amount, p_text, p_value);
    book(l_journal, p_to, p_amount, p_text, p_value);
    RETURN l_journal;
  EXCEPTION
    WHEN e_no_cover THEN
      pkg_audit.log_error('transfer', SQLCODE, SQLERRM);
      RAISE;
  END transfer;

  PROCEDURE reverse(p_journal IN NUMBER, p_new OUT NUMBER) IS
    CURSOR c_postings IS
      SELECT account_id, amount, text FROM postings WHERE journal_id = p_journal ORDER BY posting_id;
  BEGIN
    UPDATE journal_entries SET status = 'REVERSED' WHERE journal_id = p_journal AND status = 'BOOKED';
    IF SQL%NOTFOUND THEN
      RAISE_APPLICATION_ERROR(-20012, 'Journal ' || p_journal || ' cannot be reversed');
    END IF;
    INSERT INTO journal_entries (journal_id, value_date, reference, reversal_of)
    VALUES (seq_journal.NEXTVAL, TRUNC(SYSDATE), 'REVERSAL', p_journal)
    RETURNING journal_id INTO p_new;
    FOR r IN c_postings LOOP
      book(p_new, r.account_id, -r.amount, 'Reversal: ' || r.text, SYSDATE);
    END LOOP;
  END reverse;

  PROCEDURE post_work(p_reference IN VARCHAR2, p_value IN DATE) IS
    l_journal NUMBER;
    l_sum     NUMBER;
  BEGIN
    SELECT SUM(amount) INTO l_sum FROM posting_work;
    IF l_sum <> 0 THEN
      RAISE e_unbalanced;
    END IF;
    SELECT seq_journal.NEXTVAL INTO l_journal FROM dual;
    INSERT INTO journal_entries (journal_id, value_date, reference) VALUES (l_journal, p_value, p_reference);
    FOR w IN (SELECT * FROM posting_work ORDER BY line_no) LOOP
      book(l_journal, w.account_id, w.amount, w.text, p_value);
    END LOOP;
    DELETE FROM posting_work;
  END post_work;

END pkg_posting;
/
