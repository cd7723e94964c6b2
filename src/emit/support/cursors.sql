-- Cursor variables.

-- A cursor variable whose attributes travel between routines.
DO $$ BEGIN
  IF to_regtype('ora_compat.cursor') IS NULL THEN
    CREATE TYPE ora_compat.cursor AS (portal refcursor, found boolean, rowcount bigint);
  END IF;
END $$;

-- An attribute of a cursor, which has none where it is not open.
-- rules: OR-CUR-002
CREATE OR REPLACE FUNCTION ora_compat.of_open(is_open boolean, value anyelement) RETURNS anyelement
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $fn$
BEGIN
  IF NOT is_open THEN
    RAISE EXCEPTION 'ORA-01001: invalid cursor' USING ERRCODE = '34000';
  END IF;
  RETURN value;
END $fn$;

-- rules: OR-CUR-002 OR-CUR-011
CREATE OR REPLACE FUNCTION ora_compat.cursor_is_open(portal text) RETURNS boolean
LANGUAGE sql VOLATILE
RETURN EXISTS (SELECT FROM pg_catalog.pg_cursors AS c WHERE c.name = portal);
