-- Autonomous transactions: the second connection of a session, opened on first use.

-- Name of this session's second connection, opened on first use.
-- ora_compat.autonomous_connection: a dblink_fdw foreign server (recommended,
-- with a user mapping per runtime role) or a connection string.
-- rules: OR-TXN-005
CREATE OR REPLACE FUNCTION ora_compat.autonomous() RETURNS text
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  IF NOT 'ora_autonomous' = ANY (coalesce(dblink_get_connections(), '{}')) THEN
    PERFORM dblink_connect('ora_autonomous', ora_compat.cfg('autonomous_connection', 'ora_autonomous'));
    PERFORM dblink_exec('ora_autonomous', format(
      'SET application_name = %L; SET DateStyle = %L; SET IntervalStyle = %L; SET TimeZone = %L; SET lock_timeout = %L',
      left('autonomous of ' || pg_backend_pid(), 63), current_setting('DateStyle'), current_setting('IntervalStyle'),
      current_setting('TimeZone'), ora_compat.cfg('autonomous_lock_timeout', '10s')));
  END IF;
  RETURN 'ora_autonomous';
END $fn$;

-- Closes a portal if it is open.
-- rules: OR-CUR-008 OR-CUR-009
CREATE OR REPLACE FUNCTION ora_compat.close_cursor(c refcursor) RETURNS void
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  IF EXISTS (SELECT FROM pg_cursors WHERE name = c::text) THEN CLOSE c; END IF;
END $fn$;
