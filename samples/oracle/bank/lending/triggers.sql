CREATE OR REPLACE TRIGGER collaterals_bi
BEFORE INSERT ON collaterals
FOR EACH ROW
WHEN (NEW.collateral_id IS NULL)
BEGIN
    :NEW.collateral_id := collateral_seq.NEXTVAL;
END;
/
CREATE OR REPLACE TRIGGER loan_applications_bu
BEFORE UPDATE OF status ON loan_applications
FOR EACH ROW
BEGIN
    -- NEW -> CHECKED -> APPROVED/REFUSED -> SIGNED, never back.
    IF DECODE_STATUS_RANK(:NEW.status) < DECODE_STATUS_RANK(:OLD.status) THEN
        RAISE_APPLICATION_ERROR(-20320, 'From ' || :OLD.status || ' to ' || :NEW.status || ' is no step');
    END IF;
END;
/
