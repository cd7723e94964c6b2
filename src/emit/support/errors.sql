-- Errors as values.

DO $$ BEGIN
  IF to_regtype('ora_compat.error') IS NULL THEN
    CREATE TYPE ora_compat.error AS (
      state           text,     -- SQLSTATE; NULL means: no error
      message         text,
      context         text,     -- PG_EXCEPTION_CONTEXT, where the handler uses the backtrace
      constraint_name text,
      table_name      text,
      schema_name     text,
      column_name     text,
      detail          text);
  END IF;
END $$;

-- Raises a caught error again, with everything that was kept of it.
CREATE OR REPLACE FUNCTION ora_compat.reraise(err ora_compat.error) RETURNS void
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  IF err.state IS NULL THEN RETURN; END IF;
  IF coalesce(err.detail, '') <> '' THEN
    RAISE EXCEPTION USING ERRCODE = err.state, MESSAGE = coalesce(err.message, ''), DETAIL = err.detail,
      CONSTRAINT = coalesce(err.constraint_name, ''), TABLE = coalesce(err.table_name, ''),
      SCHEMA = coalesce(err.schema_name, ''), COLUMN = coalesce(err.column_name, '');
  END IF;
  RAISE EXCEPTION USING ERRCODE = err.state, MESSAGE = coalesce(err.message, ''),
    CONSTRAINT = coalesce(err.constraint_name, ''), TABLE = coalesce(err.table_name, ''),
    SCHEMA = coalesce(err.schema_name, ''), COLUMN = coalesce(err.column_name, '');
END $fn$;

-- SQLERRM as Oracle prints it.  Fixed texts are exact; for the rest the
-- PostgreSQL message follows the ORA number.
-- rules: OR-EXC-006
CREATE OR REPLACE FUNCTION ora_compat.sqlerrm(state text, message text, context text DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN state IS NULL OR state = '00000' THEN 'ORA-0000: normal, successful completion'
  WHEN state LIKE 'OX___' THEN 'User-Defined Exception'
  -- what the program says may be the text of another error; RAISE of an exception says its number alone
  WHEN state = 'ORA00' OR state ~ '^OR[0-9]{3}$' THEN
    'ORA-20' || CASE state WHEN 'ORA00' THEN '000' ELSE substr(state, 3) END || ': '
    || CASE WHEN message ~ '^ORA-20[0-9]{3}: $' THEN '' ELSE message END
  WHEN message ~ '^ORA-01428:' AND NOT ora_compat.raised_in_sql(context) THEN 'ORA-06502: PL/SQL: numeric or value error'
  WHEN message ~ '^ORA-[0-9]{5}:' THEN message
  ELSE 'ORA-' || lpad((CASE WHEN state IN ('P0002', '02000') THEN 1403
                            ELSE -ora_compat.sqlcode(state, message, context) END)::text, 5, '0') || ': '
    || CASE state
         WHEN 'P0002' THEN 'no data found'
         WHEN '02000' THEN 'no data found'
         WHEN 'P0003' THEN 'exact fetch returns more than requested number of rows'
         WHEN '21000' THEN 'single-row subquery returns more than one row'
         WHEN '22012' THEN 'divisor is equal to zero'
         WHEN '20000' THEN 'CASE not found while executing CASE statement'
         WHEN '2F005' THEN 'PL/SQL: Function returned without value'
         WHEN '42P03' THEN 'PL/SQL: cursor already open'
         WHEN '34000' THEN 'invalid cursor'
         WHEN '40P01' THEN 'deadlock detected while waiting for resource'
         WHEN '40001' THEN 'can''t serialize access for this transaction'
         WHEN '55P03' THEN 'resource busy and acquire with NOWAIT specified or timeout expired'
         WHEN '22004' THEN CASE WHEN message ~ '^cursor variable ' THEN 'invalid cursor' ELSE 'PL/SQL: numeric or value error' END
         WHEN '22001' THEN CASE WHEN ora_compat.sqlcode(state, message, context) <> -6502 THEN message
                                ELSE 'PL/SQL: numeric or value error: character string buffer too small' END
         WHEN '22003' THEN CASE WHEN ora_compat.sqlcode(state, message, context) = -1438 THEN 'value larger than specified precision allowed for this column'
                                WHEN message ~ '^(small|big)?int(eger)? out of range' THEN 'numeric overflow'
                                ELSE 'PL/SQL: numeric or value error: number precision too large' END
         WHEN '2201E' THEN CASE WHEN ora_compat.sqlcode(state, message, context) = -6502 THEN 'PL/SQL: numeric or value error' ELSE message END
         WHEN '2201F' THEN CASE WHEN ora_compat.sqlcode(state, message, context) = -6502 THEN 'PL/SQL: numeric or value error' ELSE message END
         WHEN '23505' THEN 'unique constraint (' || upper(substring(message FROM '"([^"]+)"')) || ') violated'
         ELSE message END
END;

-- DBMS_UTILITY.FORMAT_ERROR_BACKTRACE in Oracle's line format.  Line numbers
-- are those of the PL/pgSQL body; innermost frame first, as in Oracle.
-- rules: OR-EXC-007
CREATE OR REPLACE FUNCTION ora_compat.backtrace(context text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT string_agg('ORA-06512: at ' || CASE WHEN m[1] = 'inline_code_block' THEN ''
                 ELSE '"' || upper(regexp_replace(m[1], '\(.*$', '')) || '", ' END || 'line ' || m[2], E'\n' ORDER BY n) || E'\n'
        FROM regexp_matches(context, 'PL/pgSQL function (\S+?(?:\([^\n]*?\))?) line (\d+) at', 'g') WITH ORDINALITY AS r(m, n)
        WHERE m[1] !~ '^ora_compat\.');

-- The error that is being handled, for routines that read SQLCODE/SQLERRM
-- although they contain no handler.  Plain settings on purpose: when the
-- handler itself fails they roll back with it, which is what Oracle does too.
CREATE OR REPLACE FUNCTION ora_compat.set_error(state text, message text, context text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  PERFORM set_config('ora_compat.sqlstate', coalesce(state, ''), false),
          set_config('ora_compat.sqlerrm', coalesce(message, ''), false),
          set_config('ora_compat.errctx', coalesce(context, ''), false);
END $fn$;

CREATE OR REPLACE FUNCTION ora_compat.current_sqlcode() RETURNS int LANGUAGE sql STABLE
RETURN ora_compat.sqlcode(nullif(current_setting('ora_compat.sqlstate', true), ''),
         current_setting('ora_compat.sqlerrm', true), current_setting('ora_compat.errctx', true));

CREATE OR REPLACE FUNCTION ora_compat.current_sqlerrm() RETURNS text LANGUAGE sql STABLE
RETURN ora_compat.sqlerrm(nullif(current_setting('ora_compat.sqlstate', true), ''),
         current_setting('ora_compat.sqlerrm', true), current_setting('ora_compat.errctx', true));

CREATE OR REPLACE FUNCTION ora_compat.current_backtrace() RETURNS text LANGUAGE sql STABLE
RETURN ora_compat.backtrace(nullif(current_setting('ora_compat.errctx', true), ''));
