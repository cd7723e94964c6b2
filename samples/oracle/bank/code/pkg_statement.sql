CREATE OR REPLACE PACKAGE pkg_statement AS
  FUNCTION balance_on(p_account IN NUMBER, p_day IN DATE) RETURN NUMBER;
  FUNCTION make(p_account IN NUMBER, p_from IN DATE, p_to IN DATE) RETURN account_statements.statement_id%TYPE;
  PROCEDURE print(p_statement IN NUMBER);
END pkg_statement;
/
CREATE OR REPLACE PACKAGE BODY pkg_statement AS

  CURSOR c_lines(cp_account NUMBER, cp_from DATE, cp_to DATE) IS
    SELECT p.booking_date, j.value_date, NVL(p.text, j.reference) AS text, p.amount
      FROM postings p
      JOIN journal_entries j ON j.journal_id = p.journal_id
     WHERE p.account_id = cp_account
       AND p.booking_date BETWEEN cp_from AND cp_to
     ORDER BY p.booking_date, p.posting_id;

  FUNCTION balance_on(p_account IN NUMBER, p_day IN DATE) RETURN NUMBER IS
    l_sum NUMBER;
  BEGIN
    SELECT NVL(SUM(amount), 0) INTO l_sum
      FROM postings
     WHERE account_id = p_account AND booking_date <= p_day;
    RETURN l_sum;
  END balance_on;

  FUNCTION next_no(p_account IN NUMBER) RETURN NUMBER IS
    l_no account_statements.statement_no%TYPE;
  BEGIN
    SELECT MAX(statement_no) INTO l_no FROM account_statements WHERE account_id = p_account;
    RETURN NVL(l_no, 0) + 1;
  END next_no;

  FUNCTION make(p_account IN NUMBER, p_from IN DATE, p_to IN DATE) RETURN account_statements.statement_id%TYPE IS
    l_head account_statements%ROWTYPE;
    l_line c_lines%ROWTYPE;
  BEGIN
    IF p_to < p_from THEN
      RAISE_APPLICATION_ERROR(-20120, 'Statement ends before it begins');
    END IF;
    l_head.statement_id := seq_statement.NEXTVAL;
    l_head.account_id := p_account;
    l_head.statement_no := next_no(p_account);
    l_head.opening := balance_on(p_account, p_from - 1);
    l_head.closing := l_head.opening;
    l_head.lines := 0;
    INSERT INTO account_statements (statement_id, account_id, statement_no, from_day, to_day, opening, closing)
    VALUES (l_head.statement_id, l_head.account_id, l_head.statement_no, p_from, p_to, l_head.opening, l_head.closing);
    OPEN c_lines(p_account, p_from, p_to);
    LOOP
      FETCH c_lines INTO l_line;
      EXIT WHEN c_lines%NOTFOUND;
      l_head.lines := c_lines%ROWCOUNT;
      l_head.closing := l_head.closing + l_line.amount;
      INSERT INTO statement_lines (statement_id, line_no, booking_date, value_date, text, amount, balance)
      VALUES (l_head.statement_id, l_head.lines, l_line.booking_date, l_line.value_date, l_line.text, l_line.amount, l_head.closing);
    END LOOP;
    CLOSE c_lines;
    UPDATE account_statements
       SET closing = l_head.closing, lines = l_head.lines
     WHERE statement_id = l_head.statement_id;
    RETURN l_head.statement_id;
  END make;

  PROCEDURE print(p_statement IN NUMBER) IS
    l_head account_statements%ROWTYPE;
  BEGIN
    SELECT * INTO l_head FROM account_statements WHERE statement_id = p_statement;
    DBMS_OUTPUT.PUT_LINE('Kontoauszug ' || LPAD(l_head.statement_no, 4, '0'));
    DBMS_OUTPUT.PUT_LINE(RPAD('Alter Saldo', 30) || LPAD(pkg_money.printed(l_head.opening), 15));
    FOR r IN (SELECT * FROM statement_lines WHERE statement_id = p_statement ORDER BY line_no) LOOP
      DBMS_OUTPUT.PUT_LINE(TO_CHAR(r.booking_date, 'DD.MM.') || ' ' || RPAD(NVL(SUBSTR(r.text, 1, 22), '-'), 23) || LPAD(pkg_money.printed(r.amount), 15));
    END LOOP;
    DBMS_OUTPUT.PUT_LINE(RPAD('Neuer Saldo', 30) || LPAD(pkg_money.printed(l_head.closing), 15));
  END print;

END pkg_statement;
/
