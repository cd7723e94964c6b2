CREATE OR REPLACE PACKAGE pkg_four_eyes AS
  e_same_person EXCEPTION;

  FUNCTION request(p_action IN VARCHAR2, p_key IN VARCHAR2, p_who IN VARCHAR2) RETURN NUMBER;
  PROCEDURE approve(p_request IN NUMBER, p_who IN VARCHAR2);
  FUNCTION is_approved(p_action IN VARCHAR2, p_key IN VARCHAR2) RETURN BOOLEAN;
  PROCEDURE must_be_approved(p_action IN VARCHAR2, p_key IN VARCHAR2);
END pkg_four_eyes;
/
CREATE OR REPLACE PACKAGE BODY pkg_four_eyes AS

  FUNCTION request(p_action IN VARCHAR2, p_key IN VARCHAR2, p_who IN VARCHAR2) RETURN NUMBER IS
    l_id NUMBER;
  BEGIN
    INSERT INTO four_eyes (request_id, action, key_value, requested_by)
    VALUES (four_eyes_seq.NEXTVAL, p_action, p_key, p_who)
    RETURNING request_id INTO l_id;
    RETURN l_id;
  END request;

  PROCEDURE approve(p_request IN NUMBER, p_who IN VARCHAR2) IS
    l_row four_eyes%ROWTYPE;
  BEGIN
    SELECT * INTO l_row FROM four_eyes WHERE request_id = p_request AND approved_by IS NULL FOR UPDATE;
    IF l_row.requested_by = p_who THEN
      RAISE e_same_person;
    END IF;
    UPDATE four_eyes SET approved_by = p_who, approved_at = SYSDATE WHERE request_id = p_request;
  EXCEPTION
    WHEN e_same_person THEN
      RAISE_APPLICATION_ERROR(-20800, p_who || ' cannot approve the own request', TRUE);
    WHEN NO_DATA_FOUND THEN
      RAISE_APPLICATION_ERROR(-20801, 'Request ' || p_request || ' is not open');
  END approve;

  FUNCTION is_approved(p_action IN VARCHAR2, p_key IN VARCHAR2) RETURN BOOLEAN IS
    l_n NUMBER;
  BEGIN
    SELECT COUNT(*) INTO l_n FROM four_eyes
     WHERE action = p_action AND key_value = p_key AND approved_by IS NOT NULL;
    RETURN l_n > 0;
  END is_approved;

  PROCEDURE must_be_approved(p_action IN VARCHAR2, p_key IN VARCHAR2) IS
  BEGIN
    IF NOT is_approved(p_action, p_key) THEN
      RAISE_APPLICATION_ERROR(-20105, p_action || ' of ' || p_key || ' needs a second person');
    END IF;
  END must_be_approved;

END pkg_four_eyes;
/
