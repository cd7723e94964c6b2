CREATE OR REPLACE TRIGGER beschwerden_biu
BEFORE INSERT OR UPDATE ON beschwerden
FOR EACH ROW
BEGIN
  IF INSERTING AND :NEW.beschwerde_nr IS NULL THEN
    SELECT beschwerde_seq.NEXTVAL INTO :NEW.beschwerde_nr FROM dual;
  END IF;
  IF :NEW.erledigt = 'J' AND :NEW.erledigt_am IS NULL THEN
    :NEW.erledigt_am := SYSDATE;
  ELSIF :NEW.erledigt = 'N' THEN
    :NEW.erledigt_am := NULL;
  END IF;
END;
/
CREATE OR REPLACE TRIGGER "TR_Kampagne_BI"
BEFORE INSERT ON "Kampagne"
FOR EACH ROW
BEGIN
  IF :NEW."KampagneNr" IS NULL THEN
    :NEW."KampagneNr" := "KampagneSeq".NEXTVAL;
  END IF;
END;
/
CREATE OR REPLACE TRIGGER kampagne_kunde_ai
AFTER INSERT OR DELETE ON "KampagneKunde"
FOR EACH ROW
BEGIN
  IF INSERTING THEN
    UPDATE "Kampagne" SET "Größe" = NVL("Größe", 0) + 1 WHERE "KampagneNr" = :NEW."KampagneNr";
  ELSE
    UPDATE "Kampagne" SET "Größe" = "Größe" - 1 WHERE "KampagneNr" = :OLD."KampagneNr";
  END IF;
END;
/
CREATE OR REPLACE TRIGGER kontakte_bi
BEFORE INSERT ON kontakte
FOR EACH ROW
BEGIN
  :NEW.kontakt_nr := NVL(:NEW.kontakt_nr, kontakt_seq.NEXTVAL);
  -- Wiedervorlagen fallen nie auf ein Wochenende.
  IF TO_CHAR(:NEW.wiedervorlage, 'DY', 'NLS_DATE_LANGUAGE=ENGLISH') = 'SAT' THEN
    :NEW.wiedervorlage := :NEW.wiedervorlage + 2;
  ELSIF TO_CHAR(:NEW.wiedervorlage, 'DY', 'NLS_DATE_LANGUAGE=ENGLISH') = 'SUN' THEN
    :NEW.wiedervorlage := :NEW.wiedervorlage + 1;
  END IF;
END;
/
