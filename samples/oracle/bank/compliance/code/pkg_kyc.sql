CREATE OR REPLACE PACKAGE pkg_kyc AS
  e_incomplete EXCEPTION;
  PRAGMA EXCEPTION_INIT(e_incomplete, -20610);

  FUNCTION review_months(p_risk IN NUMBER) RETURN PLS_INTEGER;
  PROCEDURE open_file(p_customer IN NUMBER, p_risk IN NUMBER, p_day IN DATE);
  PROCEDURE add_document(p_customer IN NUMBER, p_kind IN VARCHAR2, p_number IN VARCHAR2, p_expires IN DATE);
  PROCEDURE must_be_complete(p_customer IN NUMBER, p_day IN DATE);
  FUNCTION is_complete(p_customer IN NUMBER, p_day IN DATE) RETURN CHAR;
END pkg_kyc;
/
CREATE OR REPLACE PACKAGE BODY pkg_kyc AS

  FUNCTION review_months(p_risk IN NUMBER) RETURN PLS_INTEGER IS
  BEGIN
    RETURN CASE WHEN p_risk = 1 THEN 60 WHEN p_risk = 2 THEN 36 WHEN p_risk = 3 THEN 24 ELSE 12 END;
  END review_months;

  PROCEDURE open_file(p_customer IN NUMBER, p_risk IN NUMBER, p_day IN DATE) IS
  BEGIN
    INSERT INTO kyc_files (customer_id, opened_on, review_on, risk_class)
    VALUES (p_customer, TRUNC(p_day), ADD_MONTHS(TRUNC(p_day), review_months(p_risk)), p_risk);
  EXCEPTION
    WHEN DUP_VAL_ON_INDEX THEN
      UPDATE kyc_files
         SET risk_class = GREATEST(risk_class, p_risk),
             review_on = LEAST(NVL(review_on, DATE '9999-12-31'), ADD_MONTHS(TRUNC(p_day), review_months(p_risk)))
       WHERE customer_id = p_customer;
  END open_file;

  PROCEDURE add_document(p_customer IN NUMBER, p_kind IN VARCHAR2, p_number IN VARCHAR2, p_expires IN DATE) IS
  BEGIN
    DELETE FROM kyc_documents WHERE customer_id = p_customer AND doc_kind = UPPER(p_kind);
    INSERT INTO kyc_documents (customer_id, doc_kind, doc_number, expires_on)
    VALUES (p_customer, UPPER(p_kind), NULLIF(TRIM(p_number), '-'), p_expires);
  END add_document;

  PROCEDURE must_be_complete(p_customer IN NUMBER, p_day IN DATE) IS
    l_kind core.customers.kind%TYPE;

    FUNCTION has(p_kind IN VARCHAR2) RETURN BOOLEAN IS
      l_n PLS_INTEGER;
    BEGIN
      SELECT COUNT(*) INTO l_n FROM kyc_documents
       WHERE customer_id = p_customer AND doc_kind = p_kind AND doc_number IS NOT NULL
         AND (expires_on IS NULL OR expires_on >= p_day);
      RETURN l_n > 0;
    END has;

    PROCEDURE need(p_kind IN VARCHAR2) IS
    BEGIN
      IF NOT has(p_kind) THEN
        RAISE_APPLICATION_ERROR(-20610, 'Customer ' || p_customer || ': ' || p_kind || ' is missing');
      END IF;
    END need;
  BEGIN
    SELECT kind INTO l_kind FROM core.customers WHERE customer_id = p_customer;
    IF l_kind = 'P' THEN
      IF NOT (has('PASSPORT') OR has('IDCARD')) THEN
        need('PASSPORT');
      END IF;
    ELSE
      need('REGISTER');
      need('OWNERS');
    END IF;
  END must_be_complete;

  FUNCTION is_complete(p_customer IN NUMBER, p_day IN DATE) RETURN CHAR IS
  BEGIN
    must_be_complete(p_customer, p_day);
    RETURN 'Y';
  EXCEPTION
    WHEN e_incomplete OR NO_DATA_FOUND THEN
      RETURN 'N';
  END is_complete;

END pkg_kyc;
/
