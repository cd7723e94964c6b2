CREATE OR REPLACE PACKAGE pkg_kunde AS
  -- Zusammenlegen zweier Kundensätze, die dieselbe Person sind.
  e_selber_kunde EXCEPTION;

  PROCEDURE zusammenlegen(p_bleibt IN NUMBER, p_geht IN NUMBER, p_merge OUT NUMBER);
  FUNCTION segment_am(p_kunde IN NUMBER, p_tag IN DATE DEFAULT SYSDATE) RETURN segmente.segment%TYPE;
  PROCEDURE segmentieren(p_tag IN DATE, p_geaendert OUT NUMBER);
  FUNCTION aehnlich(p_a IN VARCHAR2, p_b IN VARCHAR2) RETURN NUMBER;
END pkg_kunde;
/
CREATE OR REPLACE PACKAGE BODY pkg_kunde AS

  PROCEDURE protokoll(p_text IN VARCHAR2) IS
    PRAGMA AUTONOMOUS_TRANSACTION;
  BEGIN
    INSERT INTO auditing.process_log (process, step_no, message)
    SELECT 'ZUSAMMENLEGEN', NVL(MAX(step_no), 0) + 1, p_text
      FROM auditing.process_log
     WHERE process = 'ZUSAMMENLEGEN';
    COMMIT;
  END protokoll;

  PROCEDURE zusammenlegen(p_bleibt IN NUMBER, p_geht IN NUMBER, p_merge OUT NUMBER) IS
    l_konten NUMBER;
    l_art    core.customers.kind%TYPE;
  BEGIN
    IF p_bleibt = p_geht THEN
      RAISE e_selber_kunde;
    END IF;
    protokoll(p_geht || ' -> ' || p_bleibt);
    SELECT kind INTO l_art FROM core.customers WHERE customer_id = p_geht;
    SAVEPOINT vor_umzug;
    UPDATE core.accounts SET customer_id = p_bleibt WHERE customer_id = p_geht;
    l_konten := SQL%ROWCOUNT;
    UPDATE core.account_holders h
       SET customer_id = p_bleibt
     WHERE customer_id = p_geht
       AND NOT EXISTS (SELECT NULL FROM core.account_holders x WHERE x.account_id = h.account_id AND x.customer_id = p_bleibt);
    DELETE FROM core.account_holders WHERE customer_id = p_geht;
    UPDATE kontakte SET kunde_nr = p_bleibt WHERE kunde_nr = p_geht;
    UPDATE beschwerden SET kunde_nr = p_bleibt WHERE kunde_nr = p_geht;
    DELETE FROM kunde_segment WHERE kunde_nr = p_geht;
    UPDATE core.customers b
       SET (first_name, birth_date, email) =
           (SELECT NVL(b.first_name, g.first_name), NVL(b.birth_date, g.birth_date), NVL(b.email, LOWER('alt.' || g.email))
              FROM core.customers g WHERE g.customer_id = p_geht)
     WHERE b.customer_id = p_bleibt;
    UPDATE core.customers SET last_name = '(zusammengelegt)', email = NULL, tax_number = NULL WHERE customer_id = p_geht;
    p_merge := merge_seq.NEXTVAL;
    INSERT INTO merge_log (merge_id, kept_id, merged_id, accounts_moved) VALUES (p_merge, p_bleibt, p_geht, l_konten);
  EXCEPTION
    WHEN e_selber_kunde THEN
      RAISE_APPLICATION_ERROR(-20500, 'Kunde ' || p_bleibt || ' kann nicht mit sich selbst zusammengelegt werden');
    WHEN NO_DATA_FOUND THEN
      RAISE_APPLICATION_ERROR(-20501, 'Kunde ' || p_geht || ' gibt es nicht');
  END zusammenlegen;

  FUNCTION segment_am(p_kunde IN NUMBER, p_tag IN DATE DEFAULT SYSDATE) RETURN segmente.segment%TYPE IS
    l_segment segmente.segment%TYPE;
  BEGIN
    SELECT MAX(segment) KEEP (DENSE_RANK LAST ORDER BY seit)
      INTO l_segment
      FROM kunde_segment
     WHERE kunde_nr = p_kunde AND seit <= p_tag;
    RETURN l_segment;
  END segment_am;

  PROCEDURE segmentieren(p_tag IN DATE, p_geaendert OUT NUMBER) IS
    l_neu segmente.segment%TYPE;
  BEGIN
    p_geaendert := 0;
    FOR k IN (SELECT customer_id, SUM(balance) AS summe FROM core.accounts GROUP BY customer_id ORDER BY customer_id) LOOP
      SELECT MAX(segment) KEEP (DENSE_RANK LAST ORDER BY ab_umsatz) INTO l_neu FROM segmente WHERE ab_umsatz <= k.summe;
      IF l_neu <> segment_am(k.customer_id, p_tag) OR segment_am(k.customer_id, p_tag) IS NULL AND l_neu IS NOT NULL THEN
        MERGE INTO kunde_segment s
        USING (SELECT k.customer_id AS kunde_nr, l_neu AS segment, TRUNC(p_tag) AS seit FROM dual) n
           ON (s.kunde_nr = n.kunde_nr AND s.seit = n.seit)
         WHEN MATCHED THEN UPDATE SET s.segment = n.segment
         WHEN NOT MATCHED THEN INSERT (kunde_nr, segment, seit) VALUES (n.kunde_nr, n.segment, n.seit);
        p_geaendert := p_geaendert + 1;
      END IF;
    END LOOP;
  END segmentieren;

  -- Anteil gleicher Zeichen an gleicher Stelle, 0 bis 100.
  FUNCTION aehnlich(p_a IN VARCHAR2, p_b IN VARCHAR2) RETURN NUMBER IS
    l_a      VARCHAR2(200) := UPPER(REPLACE(p_a, ' '));
    l_b      VARCHAR2(200) := UPPER(REPLACE(p_b, ' '));
    l_gleich PLS_INTEGER := 0;
  BEGIN
    IF l_a IS NULL OR l_b IS NULL THEN
      RETURN 0;
    END IF;
    FOR i IN 1 .. LEAST(LENGTH(l_a), LENGTH(l_b)) LOOP
      IF SUBSTR(l_a, i, 1) = SUBSTR(l_b, i, 1) THEN
        l_gleich := l_gleich + 1;
      END IF;
    END LOOP;
    RETURN ROUND(100 * l_gleich / GREATEST(LENGTH(l_a), LENGTH(l_b)));
  END aehnlich;

END pkg_kunde;
/
