CREATE OR REPLACE PACKAGE pkg_screening AS
  c_threshold CONSTANT NUMBER := 85;

  FUNCTION normalized(p_name IN VARCHAR2) RETURN VARCHAR2 DETERMINISTIC;
  FUNCTION score(p_name IN VARCHAR2, p_listed IN VARCHAR2, p_birth IN DATE DEFAULT NULL, p_listed_birth IN DATE DEFAULT NULL) RETURN NUMBER;
  PROCEDURE screen_customer(p_run IN NUMBER, p_customer IN NUMBER, p_hits IN OUT NUMBER);
  PROCEDURE run_all(p_run OUT NUMBER);
  PROCEDURE decide(p_hit IN NUMBER, p_decision IN VARCHAR2, p_officer IN VARCHAR2);
END pkg_screening;
/
CREATE OR REPLACE PACKAGE BODY pkg_screening AS

  FUNCTION normalized(p_name IN VARCHAR2) RETURN VARCHAR2 DETERMINISTIC IS
    l_name VARCHAR2(400 CHAR) := UPPER(TRIM(p_name));
  BEGIN
    l_name := REPLACE(REPLACE(REPLACE(l_name, 'Ä', 'AE'), 'Ö', 'OE'), 'Ü', 'UE');
    l_name := TRANSLATE(l_name, 'ÁÀÂÉÈÊÍÓÚÇŠŽ-.,''', 'AAAEEEIOUCSZ    ');
    RETURN REGEXP_REPLACE(TRIM(l_name), ' +', ' ');
  END normalized;

  -- Share of the listed words that the name has too; a birthday that differs takes 30 off.
  FUNCTION score(p_name IN VARCHAR2, p_listed IN VARCHAR2, p_birth IN DATE DEFAULT NULL, p_listed_birth IN DATE DEFAULT NULL) RETURN NUMBER IS
    l_name  VARCHAR2(400 CHAR) := ' ' || normalized(p_name) || ' ';
    l_rest  VARCHAR2(400 CHAR) := normalized(p_listed) || ' ';
    l_word  VARCHAR2(400 CHAR);
    l_words PLS_INTEGER := 0;
    l_found PLS_INTEGER := 0;
    l_score NUMBER;
  BEGIN
    WHILE INSTR(l_rest, ' ') > 1 LOOP
      l_word := SUBSTR(l_rest, 1, INSTR(l_rest, ' ') - 1);
      l_rest := SUBSTR(l_rest, INSTR(l_rest, ' ') + 1);
      l_words := l_words + 1;
      IF INSTR(l_name, ' ' || l_word || ' ') > 0 THEN
        l_found := l_found + 1;
      END IF;
    END LOOP;
    IF l_words = 0 THEN
      RETURN 0;
    END IF;
    l_score := 100 * l_found / l_words;
    IF p_birth <> p_listed_birth THEN
      l_score := l_score - 30;
    END IF;
    RETURN ROUND(GREATEST(l_score, 0), 2);
  END score;

  PROCEDURE screen_customer(p_run IN NUMBER, p_customer IN NUMBER, p_hits IN OUT NUMBER) IS
    l_score NUMBER;
  BEGIN
    FOR c IN (SELECT c.full_name, c.birth_date, n.entry_id, n.name AS listed, e.birth_date AS listed_birth
                FROM core.customers c
               CROSS JOIN v_sanction_names n
                JOIN sanction_entries e ON e.entry_id = n.entry_id
               WHERE c.customer_id = p_customer
               ORDER BY n.entry_id, n.is_main DESC)
    LOOP
      l_score := score(c.full_name, c.listed, c.birth_date, c.listed_birth);
      IF l_score >= c_threshold THEN
        UPDATE screening_hits
           SET score = GREATEST(score, l_score), run_id = p_run
         WHERE customer_id = p_customer AND entry_id = c.entry_id;
        IF SQL%NOTFOUND THEN
          INSERT INTO screening_hits (run_id, customer_id, entry_id, score)
          VALUES (p_run, p_customer, c.entry_id, l_score);
          p_hits := p_hits + 1;
        END IF;
      END IF;
    END LOOP;
  END screen_customer;

  PROCEDURE run_all(p_run OUT NUMBER) IS
    l_hits  NUMBER := 0;
    l_count NUMBER := 0;
  BEGIN
    INSERT INTO screening_runs (started_at) VALUES (SYSTIMESTAMP) RETURNING run_id INTO p_run;
    COMMIT;
    FOR c IN (SELECT customer_id FROM core.customers ORDER BY customer_id) LOOP
      screen_customer(p_run, c.customer_id, l_hits);
      l_count := l_count + 1;
      IF MOD(l_count, 100) = 0 THEN
        COMMIT;
      END IF;
    END LOOP;
    UPDATE screening_runs
       SET ended_at = SYSTIMESTAMP, screened = l_count, hits = l_hits
     WHERE run_id = p_run;
    COMMIT;
  END run_all;

  PROCEDURE decide(p_hit IN NUMBER, p_decision IN VARCHAR2, p_officer IN VARCHAR2) IS
    l_customer screening_hits.customer_id%TYPE;
    l_block    NUMBER;
  BEGIN
    UPDATE screening_hits
       SET decision = p_decision, decided_by = p_officer, decided_at = SYSTIMESTAMP
     WHERE hit_id = p_hit AND decision = 'OPEN'
    RETURNING customer_id INTO l_customer;
    IF SQL%ROWCOUNT <> 1 THEN
      RAISE_APPLICATION_ERROR(-20600, 'Hit ' || p_hit || ' is not open');
    END IF;
    IF p_decision = 'TRUE' THEN
      FOR a IN (SELECT account_id FROM core.accounts WHERE customer_id = l_customer AND closed_on IS NULL) LOOP
        core.pkg_account.block(a.account_id, 'TOTAL', NULL, 'Sanctions hit ' || p_hit, l_block);
      END LOOP;
    END IF;
  END decide;

END pkg_screening;
/
