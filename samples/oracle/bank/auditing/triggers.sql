-- Nobody changes what was logged.
CREATE OR REPLACE TRIGGER change_log_final
BEFORE UPDATE OR DELETE ON change_log
BEGIN
  RAISE_APPLICATION_ERROR(-20810, 'The change log is final');
END;
/
CREATE OR REPLACE TRIGGER four_eyes_bi
BEFORE INSERT ON four_eyes
FOR EACH ROW
BEGIN
  IF :NEW.approved_by IS NOT NULL THEN
    RAISE_APPLICATION_ERROR(-20811, 'A request starts without approval');
  END IF;
  :NEW.request_id := COALESCE(:NEW.request_id, four_eyes_seq.NEXTVAL);
END;
/
