CREATE OR REPLACE PACKAGE pkg_export AS
  -- Writes a report as CSV: the query and the columns come from the definition.
  PROCEDURE to_csv(p_report IN VARCHAR2, p_period IN NUMBER, p_export OUT NUMBER);
  PROCEDURE to_file(p_export IN NUMBER, p_directory IN VARCHAR2 DEFAULT 'REPORT_OUT');
END pkg_export;
/
CREATE OR REPLACE PACKAGE BODY pkg_export AS

  PROCEDURE to_csv(p_report IN VARCHAR2, p_period IN NUMBER, p_export OUT NUMBER) IS
    l_query  report_definitions.query_text%TYPE;
    l_cursor INTEGER;
    l_done   INTEGER;
    l_cols   INTEGER;
    l_desc   DBMS_SQL.DESC_TAB;
    l_value  VARCHAR2(4000);
    l_csv    CLOB;
  BEGIN
    SELECT query_text INTO l_query FROM report_definitions WHERE report_code = p_report;
    l_cursor := DBMS_SQL.OPEN_CURSOR;
    DBMS_SQL.PARSE(l_cursor, l_query, DBMS_SQL.NATIVE);
    DBMS_SQL.DESCRIBE_COLUMNS(l_cursor, l_cols, l_desc);
    FOR i IN 1 .. l_cols LOOP
      DBMS_SQL.DEFINE_COLUMN(l_cursor, i, l_value, 4000);
      l_csv := l_csv || CASE WHEN i > 1 THEN ';' END || l_desc(i).col_name;
    END LOOP;
    DBMS_SQL.BIND_VARIABLE(l_cursor, ':period', p_period);
    l_done := DBMS_SQL.EXECUTE(l_cursor);
    WHILE DBMS_SQL.FETCH_ROWS(l_cursor) > 0 LOOP
      l_csv := l_csv || CHR(10);
      FOR i IN 1 .. l_cols LOOP
        DBMS_SQL.COLUMN_VALUE(l_cursor, i, l_value);
        l_csv := l_csv || CASE WHEN i > 1 THEN ';' END || '"' || REPLACE(l_value, '"', '""') || '"';
      END LOOP;
    END LOOP;
    DBMS_SQL.CLOSE_CURSOR(l_cursor);
    INSERT INTO export_files (export_id, file_name, bytes, content)
    VALUES (export_seq.NEXTVAL, LOWER(p_report) || '_' || p_period || '.csv', DBMS_LOB.GETLENGTH(l_csv), l_csv)
    RETURNING export_id INTO p_export;
  EXCEPTION
    WHEN OTHERS THEN
      IF DBMS_SQL.IS_OPEN(l_cursor) THEN
        DBMS_SQL.CLOSE_CURSOR(l_cursor);
      END IF;
      RAISE;
  END to_csv;

  PROCEDURE to_file(p_export IN NUMBER, p_directory IN VARCHAR2 DEFAULT 'REPORT_OUT') IS
    l_file UTL_FILE.FILE_TYPE;
    l_row  export_files%ROWTYPE;
    l_pos  PLS_INTEGER := 1;
  BEGIN
    SELECT * INTO l_row FROM export_files WHERE export_id = p_export;
    l_file := UTL_FILE.FOPEN(p_directory, l_row.file_name, 'w', 32767);
    WHILE l_pos <= DBMS_LOB.GETLENGTH(l_row.content) LOOP
      UTL_FILE.PUT(l_file, DBMS_LOB.SUBSTR(l_row.content, 8000, l_pos));
      l_pos := l_pos + 8000;
    END LOOP;
    UTL_FILE.FCLOSE(l_file);
  EXCEPTION
    WHEN UTL_FILE.INVALID_PATH OR UTL_FILE.WRITE_ERROR THEN
      UTL_FILE.FCLOSE_ALL;
      RAISE_APPLICATION_ERROR(-20710, 'Cannot write to ' || p_directory);
  END to_file;

END pkg_export;
/
