CREATE OR REPLACE PACKAGE pkg_kontakt AS
  FUNCTION neu(p_kunde IN NUMBER, p_art IN VARCHAR2, p_notiz IN CLOB DEFAULT NULL, p_vorlage IN DATE DEFAULT NULL) RETURN NUMBER;
  PROCEDURE erledigt(p_kontakt IN NUMBER);
  PROCEDURE beschwerde(p_kunde IN NUMBER, p_text IN VARCHAR2, p_nr OUT NUMBER);
  PROCEDURE schritt(p_nr IN NUMBER, p_schritt IN VARCHAR2);
  PROCEDURE abschliessen(p_nr IN NUMBER, p_betrag IN NUMBER DEFAULT 0);
  FUNCTION vertreter(p_betreuer IN VARCHAR2) RETURN VARCHAR2;
END pkg_kontakt;
/
CREATE OR REPLACE PACKAGE BODY pkg_kontakt AS

  FUNCTION neu(p_kunde IN NUMBER, p_art IN VARCHAR2, p_notiz IN CLOB DEFAULT NULL, p_vorlage IN DATE DEFAULT NULL) RETURN NUMBER IS
    l_nr NUMBER;
  BEGIN
    INSERT INTO kontakte (kontakt_nr, kunde_nr, art, notiz, wiedervorlage, betreuer)
    VALUES (kontakt_seq.NEXTVAL, p_kunde, UPPER(p_art), p_notiz, p_vorlage, USER)
    RETURNING kontakt_nr INTO l_nr;
    RETURN l_nr;
  END neu;

  PROCEDURE erledigt(p_kontakt IN NUMBER) IS
  BEGIN
    UPDATE kontakte SET wiedervorlage = NULL WHERE kontakt_nr = p_kontakt;
  END erledigt;

  PROCEDURE beschwerde(p_kunde IN NUMBER, p_text IN VARCHAR2, p_nr OUT NUMBER) IS
  BEGIN
    INSERT INTO beschwerden (beschwerde_nr, kunde_nr, text) VALUES (beschwerde_seq.NEXTVAL, p_kunde, p_text)
    RETURNING beschwerde_nr INTO p_nr;
    schritt(p_nr, 'eingegangen');
  END beschwerde;

  PROCEDURE schritt(p_nr IN NUMBER, p_schritt IN VARCHAR2) IS
    l_lfd beschwerde_schritte.lfd_nr%TYPE;
  BEGIN
    SELECT COUNT(*) + 1 INTO l_lfd FROM beschwerde_schritte WHERE beschwerde_nr = p_nr;
    INSERT INTO beschwerde_schritte VALUES (p_nr, l_lfd, p_schritt, SYSDATE);
  END schritt;

  PROCEDURE abschliessen(p_nr IN NUMBER, p_betrag IN NUMBER DEFAULT 0) IS
    l_erledigt beschwerden.erledigt%TYPE;
  BEGIN
    SELECT erledigt INTO l_erledigt FROM beschwerden WHERE beschwerde_nr = p_nr FOR UPDATE;
    IF l_erledigt = 'J' THEN
      GOTO schluss;
    END IF;
    UPDATE beschwerden
       SET erledigt = 'J', erledigt_am = SYSDATE, entschaedigung = NULLIF(p_betrag, 0)
     WHERE beschwerde_nr = p_nr;
    schritt(p_nr, 'abgeschlossen' || CASE WHEN p_betrag > 0 THEN ', ' || TO_CHAR(p_betrag, 'FM999990D00') || ' EUR' END);
    <<schluss>>
    NULL;
  END abschliessen;

  -- Der nächste, der da ist.
  FUNCTION vertreter(p_betreuer IN VARCHAR2) RETURN VARCHAR2 IS
    l_wer   betreuer.betreuer%TYPE := p_betreuer;
    l_aktiv betreuer.aktiv%TYPE;
    l_next  betreuer.vertretung%TYPE;
  BEGIN
    FOR i IN 1 .. 10 LOOP
      SELECT aktiv, vertretung INTO l_aktiv, l_next FROM betreuer WHERE betreuer = l_wer;
      IF l_aktiv = 1 THEN
        RETURN l_wer;
      END IF;
      EXIT WHEN l_next IS NULL;
      l_wer := l_next;
    END LOOP;
    RETURN NULL;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RETURN NULL;
  END vertreter;

END pkg_kontakt;
/
