CREATE OR REPLACE PACKAGE pkg_customer AS
  FUNCTION find_by_tax(p_tax IN VARCHAR2) RETURN customers.customer_id%TYPE;
  PROCEDURE create_person(p_first IN VARCHAR2, p_last IN VARCHAR2, p_birth IN DATE, p_email IN VARCHAR2, p_id OUT NUMBER);
  PROCEDURE create_company(p_name IN VARCHAR2, p_tax IN VARCHAR2, p_id OUT NUMBER);
  PROCEDURE move(p_id IN NUMBER, p_street IN VARCHAR2, p_postal IN VARCHAR2, p_city IN VARCHAR2, p_country IN VARCHAR2, p_from IN DATE);
  FUNCTION address_line(p_id IN NUMBER, p_day IN DATE DEFAULT SYSDATE) RETURN VARCHAR2;
  FUNCTION age(p_id IN NUMBER, p_day IN DATE DEFAULT SYSDATE) RETURN NUMBER;
  FUNCTION greeting(p_id IN NUMBER) RETURN VARCHAR2;
END pkg_customer;
/
CREATE OR REPLACE PACKAGE BODY pkg_customer AS

  FUNCTION find_by_tax(p_tax IN VARCHAR2) RETURN customers.customer_id%TYPE IS
    l_id customers.customer_id%TYPE;
  BEGIN
    SELECT customer_id INTO l_id FROM customers WHERE tax_number = p_tax;
    RETURN l_id;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RETURN NULL;
  END find_by_tax;

  PROCEDURE create_person(p_first IN VARCHAR2, p_last IN VARCHAR2, p_birth IN DATE, p_email IN VARCHAR2, p_id OUT NUMBER) IS
  BEGIN
    IF p_last IS NULL THEN
      RAISE_APPLICATION_ERROR(-20150, 'A person needs a last name');
    END IF;
    INSERT INTO customers (customer_id, kind, first_name, last_name, birth_date, email)
    VALUES (NULL, 'P', TRIM(p_first), TRIM(p_last), p_birth, LOWER(p_email))
    RETURNING customer_id INTO p_id;
  EXCEPTION
    WHEN DUP_VAL_ON_INDEX THEN
      RAISE_APPLICATION_ERROR(-20151, 'The mail address ' || LOWER(p_email) || ' is in use');
  END create_person;

  PROCEDURE create_company(p_name IN VARCHAR2, p_tax IN VARCHAR2, p_id OUT NUMBER) IS
  BEGIN
    p_id := find_by_tax(p_tax);
    IF p_id IS NULL THEN
      INSERT INTO customers (customer_id, kind, last_name, tax_number)
      VALUES (seq_customer.NEXTVAL, 'C', p_name, p_tax)
      RETURNING customer_id INTO p_id;
    ELSE
      UPDATE customers SET last_name = p_name WHERE customer_id = p_id;
    END IF;
  END create_company;

  PROCEDURE move(p_id IN NUMBER, p_street IN VARCHAR2, p_postal IN VARCHAR2, p_city IN VARCHAR2, p_country IN VARCHAR2, p_from IN DATE) IS
  BEGIN
    MERGE INTO customer_addresses a
    USING dual
       ON (a.customer_id = p_id AND a.address_kind = 'HOME' AND a.valid_from = TRUNC(p_from))
     WHEN MATCHED THEN
       UPDATE SET a.street = p_street, a.postal_code = p_postal, a.city = p_city, a.country_code = p_country
     WHEN NOT MATCHED THEN
       INSERT (customer_id, street, postal_code, city, country_code, valid_from)
       VALUES (p_id, p_street, p_postal, p_city, p_country, TRUNC(p_from));
  END move;

  FUNCTION address_line(p_id IN NUMBER, p_day IN DATE DEFAULT SYSDATE) RETURN VARCHAR2 IS
    r customer_addresses%ROWTYPE;
  BEGIN
    SELECT *
      INTO r
      FROM (SELECT * FROM customer_addresses
             WHERE customer_id = p_id AND address_kind = 'HOME' AND valid_from <= p_day
             ORDER BY valid_from DESC)
     WHERE ROWNUM = 1;
    RETURN r.street || ', ' || LTRIM(r.country_code || '-' || r.postal_code, '-') || ' ' || r.city;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RETURN '(no address)';
  END address_line;

  FUNCTION age(p_id IN NUMBER, p_day IN DATE DEFAULT SYSDATE) RETURN NUMBER IS
    l_birth customers.birth_date%TYPE;
  BEGIN
    SELECT birth_date INTO l_birth FROM customers WHERE customer_id = p_id;
    RETURN TRUNC(MONTHS_BETWEEN(p_day, l_birth) / 12);
  END age;

  FUNCTION greeting(p_id IN NUMBER) RETURN VARCHAR2 IS
    l_kind  customers.kind%TYPE;
    l_first customers.first_name%TYPE;
    l_last  customers.last_name%TYPE;
  BEGIN
    SELECT kind, first_name, last_name INTO l_kind, l_first, l_last FROM customers WHERE customer_id = p_id;
    RETURN CASE l_kind
             WHEN 'C' THEN 'Sehr geehrte Damen und Herren'
             ELSE 'Guten Tag ' || INITCAP(l_first || ' ' || l_last)
           END;
  END greeting;

END pkg_customer;
/
