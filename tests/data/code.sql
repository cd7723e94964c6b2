CREATE OR REPLACE PACKAGE billing AUTHID DEFINER ACCESSIBLE BY (PACKAGE audit_log) IS
  c_rate CONSTANT NUMBER(5, 2) NOT NULL := 7.5;
  g_count PLS_INTEGER DEFAULT 3;
  SUBTYPE percent IS PLS_INTEGER RANGE 0 .. 100 NOT NULL;
  SUBTYPE label IS VARCHAR2(30);
  e_locked EXCEPTION;
  PRAGMA EXCEPTION_INIT(e_locked, -54);
  PRAGMA SERIALLY_REUSABLE;
  TYPE line_t IS RECORD (id NUMBER NOT NULL := 1, note VARCHAR2(40) DEFAULT 'none', made invoices.made%TYPE);
  TYPE lines_t IS TABLE OF line_t NOT NULL INDEX BY PLS_INTEGER;
  TYPE names_t IS TABLE OF VARCHAR2(30) INDEX BY VARCHAR2(10);
  TYPE slots_t IS VARRAY(12) OF NUMBER NOT NULL;
  TYPE marks_t IS VARYING ARRAY (4) OF DATE;
  TYPE any_cur IS REF CURSOR;
  TYPE row_cur IS REF CURSOR RETURN invoices%ROWTYPE;
  CURSOR open_lines (p_id NUMBER, p_from DATE := SYSDATE) RETURN line_t;
  PROCEDURE pay (p_id IN NUMBER, p_sum IN OUT NOCOPY NUMBER, p_ok OUT BOOLEAN);
  FUNCTION total (p_id NUMBER DEFAULT 5) RETURN NUMBER DETERMINISTIC RESULT_CACHE;
  PRAGMA RESTRICT_REFERENCES(total, WNDS, RNPS);
END billing;
/

CREATE OR REPLACE PACKAGE BODY billing AS
  g_ready BOOLEAN := FALSE;
  CURSOR open_lines (p_id NUMBER, p_from DATE := SYSDATE) RETURN line_t IS
    SELECT l.id, l.note, l.made FROM lines l WHERE l.id = p_id AND l.made >= p_from FOR UPDATE OF note NOWAIT;

  FUNCTION hidden (p_x NUMBER) RETURN NUMBER;

  PROCEDURE pay (p_id IN NUMBER, p_sum IN OUT NOCOPY NUMBER, p_ok OUT BOOLEAN) IS
    PRAGMA AUTONOMOUS_TRANSACTION;
    v_line open_lines%ROWTYPE;
    v_all lines_t;
    v_text VARCHAR2(200) := 'a' || TO_CHAR(p_id);
    PROCEDURE note (p_text VARCHAR2) IS
    BEGIN
      INSERT INTO notes (txt, made) VALUES (p_text, SYSDATE);
      COMMIT WORK COMMENT 'noted' WRITE IMMEDIATE NOWAIT;
    END note;
  BEGIN
    SAVEPOINT before_pay;
    SET TRANSACTION READ ONLY NAME 'paying';
    LOCK TABLE invoices, lines IN ROW EXCLUSIVE MODE WAIT 5;
    <<first_block>>
    DECLARE
      v_n NUMBER(9) NOT NULL := 0;
    BEGIN
      v_n := v_n + 1;
      IF v_n = 1 AND g_ready THEN
        note(p_text => 'one');
      ELSIF v_n > 2 OR NOT g_ready THEN
        billing.g_count := v_n ** 2;
      ELSE
        NULL;
      END IF;
    EXCEPTION
      WHEN NO_DATA_FOUND OR billing.e_locked THEN
        RAISE;
      WHEN OTHERS THEN
        RAISE billing.e_locked;
    END first_block;
    CASE p_id
      WHEN 1 THEN p_sum := 2;
      WHEN 3, 4 THEN p_sum := 5;
      WHEN > 6 THEN p_sum := 7;
      ELSE p_sum := NULL;
    END CASE;
    CASE WHEN p_sum IS NULL THEN GOTO finish; END CASE;
    <<outer>>
    LOOP
      EXIT outer WHEN v_text IS NULL;
      CONTINUE WHEN LENGTH(v_text) > 5;
      WHILE g_count < 10 LOOP
        g_count := g_count + 1;
      END LOOP;
      FOR i IN REVERSE 1 .. g_count LOOP
        v_all(i).note := v_all(i + 1).note;
      END LOOP;
      FOR r IN (SELECT id, note FROM lines WHERE id = p_id ORDER BY id) LOOP
        note(r.note);
      END LOOP;
      FOR r IN open_lines(p_id, p_from => SYSDATE) LOOP
        EXIT;
      END LOOP;
      FOR k MUTABLE NUMBER IN 1 .. 9 BY 2 WHILE k < 8 WHEN k <> 3, REVERSE 4 .. 5, REPEAT k + 1 LOOP
        CONTINUE outer;
      END LOOP;
      FOR i, v IN PAIRS OF v_all LOOP NULL; END LOOP;
      FOR i IN INDICES OF v_all LOOP NULL; END LOOP;
      FOR v IN VALUES OF v_all LOOP NULL; END LOOP;
    END LOOP outer;
    <<finish>>
    FORALL i IN 1 .. v_all.COUNT SAVE EXCEPTIONS
      UPDATE lines SET note = v_all(i).note WHERE id = v_all(i).id RETURNING id BULK COLLECT INTO v_all;
    FORALL i IN INDICES OF v_all BETWEEN 1 AND 7 DELETE FROM lines WHERE id = v_all(i).id;
    FORALL i IN VALUES OF v_all EXECUTE IMMEDIATE 'DELETE FROM t WHERE id = :1' USING v_all(i).id;
    g_count := SQL%ROWCOUNT + SQL%BULK_ROWCOUNT(2) + SQL%BULK_EXCEPTIONS(1).ERROR_INDEX;
    IF open_lines%ISOPEN THEN CLOSE open_lines; END IF;
    ROLLBACK TO SAVEPOINT before_pay;
    RETURN;
  END pay;

  FUNCTION hidden (p_x NUMBER) RETURN NUMBER IS
  BEGIN
    $IF DBMS_DB_VERSION.VERSION >= 12 $THEN
    RETURN p_x;
    $ELSIF $$old $THEN
    RETURN p_y;
    $ELSE
    this is no statement at all
    $END
  END hidden;

  FUNCTION total (p_id NUMBER DEFAULT 5) RETURN NUMBER DETERMINISTIC RESULT_CACHE IS
    v_cur any_cur;
    v_sum NUMBER;
    v_ids slots_t := slots_t(1, 2);
    v_tab names_t := names_t('a' => 'x', 'b' | 'c' => 'y');
    v_sq lines_t := lines_t(FOR i IN 1 .. 10 INDEX i * 2 => line_t(id => i, note => 'n'));
  BEGIN
    SELECT SUM(amount), COUNT(*) INTO v_sum, g_count FROM invoices WHERE id = p_id;
    OPEN open_lines(p_id);
    FETCH open_lines INTO v_sum;
    FETCH open_lines BULK COLLECT INTO v_ids LIMIT 100;
    OPEN v_cur FOR SELECT id FROM lines;
    OPEN v_cur FOR 'SELECT id FROM lines WHERE id = :x' USING IN p_id;
    EXECUTE IMMEDIATE 'BEGIN :a := f(:b); END;' USING OUT v_sum, IN OUT g_count, p_id;
    EXECUTE IMMEDIATE 'SELECT id FROM lines' BULK COLLECT INTO v_ids;
    EXECUTE IMMEDIATE 'UPDATE t SET a = 1 RETURNING id INTO :r' RETURNING INTO v_sum;
    PRAGMA INLINE(hidden, 'YES');
    v_sum := hidden(v_sum) * billing.hidden(p_x => 3) / CASE v_sum WHEN 1 THEN 2 ELSE 3 END;
    v_sum := CASE v_sum WHEN < 0 THEN 0 WHEN 1, 2, BETWEEN 5 AND 7 THEN 3 WHEN IS NULL THEN 4 WHEN IN (8, 9), NOT LIKE 'x' THEN 5 END;
    v_tab.DELETE('a');
    MERGE INTO lines d USING invoices s ON (d.id = s.id) WHEN MATCHED THEN UPDATE SET d.note = s.note;
    RETURN v_ids(v_ids.FIRST);
  END total;
BEGIN
  g_ready := TRUE;
EXCEPTION
  WHEN OTHERS THEN NULL;
END billing;
/

CREATE OR REPLACE FUNCTION numbers (p_to NUMBER) RETURN billing.lines_t PIPELINED IS
BEGIN
  FOR i IN 1 .. p_to LOOP PIPE ROW (i); END LOOP;
END;
/

CREATE OR REPLACE TRIGGER lines_compound FOR INSERT OR UPDATE OF note ON lines COMPOUND TRIGGER
  v_rows PLS_INTEGER := 0;
  PROCEDURE count_row IS BEGIN v_rows := v_rows + 1; END;
  BEFORE EACH ROW IS
    v_old NUMBER;
  BEGIN
    :NEW.made := SYSDATE;
    IF UPDATING('NOTE') AND :OLD.note IS NULL THEN count_row; END IF;
  END BEFORE EACH ROW;
  AFTER STATEMENT IS
  BEGIN
    NULL;
  EXCEPTION WHEN OTHERS THEN RAISE;
  END AFTER STATEMENT;
END lines_compound;
/

CREATE OR REPLACE TRIGGER lines_called AFTER DELETE ON lines FOR EACH ROW CALL billing.count_down(:OLD.id)
/

CREATE OR REPLACE TYPE BODY shape_t AS
  CONSTRUCTOR FUNCTION shape_t (self IN OUT NOCOPY shape_t, p_name VARCHAR2) RETURN SELF AS RESULT IS
  BEGIN
    self.name := p_name;
    (self AS thing_t).describe(p_name);
    RETURN;
  END;
  OVERRIDING MEMBER FUNCTION area RETURN NUMBER IS
  BEGIN
    RETURN TREAT(self AS round_t).radius;
  END area;
END;
/

DECLARE
  v_now DATE;
BEGIN
  SELECT SYSDATE INTO v_now FROM DUAL;
  DELETE FROM lines WHERE made < v_now;
END;
/

CREATE VIEW doubled AS
  WITH FUNCTION twice (p_x NUMBER) RETURN NUMBER IS BEGIN RETURN p_x * 2; END;
  SELECT twice(id) AS id2 FROM lines
/
CREATE OR REPLACE PACKAGE BODY templates IS
$IF FALSE $THEN
<#list rows as r>
BEGIN
   ${r}
END;
${"/"}
$IF $$other $THEN </#list> $END
END;
$END
   made NUMBER;
BEGIN
   made := 0;
END templates;
/
