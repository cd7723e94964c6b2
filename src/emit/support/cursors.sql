-- Cursor variables.

-- A cursor variable whose attributes travel between routines.
DO $$ BEGIN
  IF to_regtype('ora_compat.cursor') IS NULL THEN
    CREATE TYPE ora_compat.cursor AS (portal refcursor, found boolean, rowcount bigint);
  END IF;
END $$;
