-- Autonomous transactions: the second connection of a session, opened on first use.

-- Name of this session's second connection, opened on first use.
-- ora_compat.autonomous_connection: a dblink_fdw foreign server (recommended,
-- with a user mapping per runtime role) or a connection string. dblink may
-- stand in any schema. The error that is being handled is announced there too.
-- rules: OR-TXN-005
CREATE OR REPLACE FUNCTION ora_compat.autonomous() RETURNS text
LANGUAGE plpgsql VOLATILE AS $fn$
DECLARE
  v_schema text;
  v_names  text[];
  v_error  text := ora_compat.cfg('sqlstate', '');
BEGIN
  SELECT n.nspname INTO v_schema FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'dblink';
  IF v_schema IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = 'autonomous transactions need the extension dblink';
  END IF;
  EXECUTE format('SELECT %I.dblink_get_connections()', v_schema) INTO v_names;
  IF 'ora_autonomous' = ANY (coalesce(v_names, '{}')) IS NOT TRUE THEN
    EXECUTE format('SELECT %I.dblink_connect($1, $2)', v_schema) USING 'ora_autonomous', ora_compat.cfg('autonomous_connection', 'ora_autonomous');
    EXECUTE format('SELECT %I.dblink_exec($1, $2)', v_schema) USING 'ora_autonomous', format(
      'SET application_name = %L; SET DateStyle = %L; SET IntervalStyle = %L; SET TimeZone = %L; SET lock_timeout = %L; SET ora_compat.sqlstate = %L',
      left('autonomous of ' || pg_backend_pid(), 63), current_setting('DateStyle'), current_setting('IntervalStyle'),
      current_setting('TimeZone'), ora_compat.cfg('autonomous_lock_timeout', '10s'), '');
    PERFORM set_config('ora_compat.autonomous_error', '', false);
  END IF;
  IF v_error <> '' OR ora_compat.cfg('autonomous_error', '') <> '' THEN
    EXECUTE format('SELECT %I.dblink_exec($1, $2)', v_schema) USING 'ora_autonomous', format(
      'SET ora_compat.sqlstate = %L; SET ora_compat.sqlerrm = %L; SET ora_compat.errctx = %L',
      v_error, ora_compat.cfg('sqlerrm', ''), ora_compat.cfg('errctx', ''));
    PERFORM set_config('ora_compat.autonomous_error', v_error, false);
  END IF;
  RETURN 'ora_autonomous';
END $fn$;

-- Runs a CALL over the second connection.
-- rules: OR-TXN-005
CREATE OR REPLACE FUNCTION ora_compat.autonomous_call(statement text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $fn$
DECLARE
  v_connection text := ora_compat.autonomous();
  v_schema     text;
BEGIN
  SELECT n.nspname INTO STRICT v_schema FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'dblink';
  EXECUTE format('SELECT %I.dblink_exec($1, $2)', v_schema) USING v_connection, statement;
END $fn$;

-- The same for one that gives values back, as texts.
-- rules: OR-TXN-005
CREATE OR REPLACE FUNCTION ora_compat.autonomous_row(statement text, count integer) RETURNS text[]
LANGUAGE plpgsql VOLATILE AS $fn$
DECLARE
  v_connection text := ora_compat.autonomous();
  v_schema     text;
  v_columns    text;
  v_row        text[];
BEGIN
  SELECT n.nspname INTO STRICT v_schema FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'dblink';
  SELECT string_agg('c' || g, ',' ORDER BY g) INTO STRICT v_columns FROM generate_series(1, count) AS g;
  EXECUTE format('SELECT ARRAY[%s] FROM %I.dblink($1, $2) AS r(%s)', v_columns, v_schema,
    (SELECT string_agg('c' || g || ' text', ',' ORDER BY g) FROM generate_series(1, count) AS g))
    INTO v_row USING v_connection, statement;
  RETURN v_row;
END $fn$;

-- Closes a portal if it is open.
-- rules: OR-CUR-008 OR-CUR-009
CREATE OR REPLACE FUNCTION ora_compat.close_cursor(c refcursor) RETURNS void
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  IF EXISTS (SELECT FROM pg_cursors WHERE name = c::text) THEN CLOSE c; END IF;
END $fn$;
