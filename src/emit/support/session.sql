-- Session information.

-- rules: OR-BIP-013 OR-FUN-011
CREATE OR REPLACE FUNCTION ora_compat.sys_context(ns text, attr text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN upper(ns) = 'USERENV' THEN
  CASE upper(attr)
    WHEN 'SESSION_USER'      THEN session_user::text
    WHEN 'CURRENT_USER'      THEN current_user::text
    WHEN 'CURRENT_SCHEMA'    THEN current_schema()::text
    WHEN 'DB_NAME'           THEN current_database()::text
    WHEN 'SID'               THEN pg_backend_pid()::text
    WHEN 'SESSIONID'         THEN pg_backend_pid()::text
    WHEN 'IP_ADDRESS'        THEN host(inet_client_addr())
    WHEN 'MODULE'            THEN nullif(current_setting('application_name', true), '')
    WHEN 'ACTION'            THEN nullif(current_setting('ora_compat.action', true), '')
    WHEN 'CLIENT_INFO'       THEN nullif(current_setting('ora_compat.client_info', true), '')
    WHEN 'CLIENT_IDENTIFIER' THEN nullif(current_setting('ora_compat.client_identifier', true), '')
    WHEN 'ISDBA'             THEN upper(current_setting('is_superuser'))
  END
ELSE nullif(current_setting(lower(ns) || '.' || lower(attr), true), '') END;

-- rules: OR-TYP-017
CREATE OR REPLACE FUNCTION ora_compat.sys_guid() RETURNS bytea
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN decode(replace(gen_random_uuid()::text, '-', ''), 'hex');

-- library version, recorded in the manifest
CREATE OR REPLACE FUNCTION ora_compat.version() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '0.2';

-- Settings of a context; a setting cannot go away, so it is emptied.
-- rules: OR-BIP-013
CREATE OR REPLACE FUNCTION ora_compat.clear_context(ns text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $fn$
DECLARE
  own text;
BEGIN
  FOR own IN SELECT s.name FROM pg_catalog.pg_settings AS s WHERE s.name LIKE lower(ns) || '.%' LOOP
    PERFORM set_config(own, '', false);
  END LOOP;
END $fn$;

-- Where code is, and who called it.
-- rules: OR-BIP-014
CREATE OR REPLACE FUNCTION ora_compat.call_stack() RETURNS text
LANGUAGE plpgsql VOLATILE AS $fn$
DECLARE
  stack text;
BEGIN
  GET DIAGNOSTICS stack = PG_CONTEXT;
  RETURN substr(stack, strpos(stack, chr(10)) + 1);
END $fn$;

-- Makes random numbers repeat; any text or number is a seed.
-- rules: OR-BIP-009
CREATE OR REPLACE FUNCTION ora_compat.random_seed(seed text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  PERFORM setseed(hashtext(coalesce(seed, '')) / 2147483648.0);
END $fn$;

-- A number of the standard normal distribution.
-- rules: OR-BIP-009
CREATE OR REPLACE FUNCTION ora_compat.random_normal() RETURNS numeric
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  RETURN (sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::numeric;
END $fn$;

-- A simple name of SQL, which it gives back.
-- rules: OR-BIP-020
CREATE OR REPLACE FUNCTION ora_compat.assert_simple_name(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF btrim(name) !~ '^([[:alpha:]][[:alnum:]_$#]*|"[^"]+")$' OR name IS NULL THEN
    RAISE EXCEPTION 'ORA-44003: invalid SQL name' USING ERRCODE = 'P0001';
  END IF;
  RETURN btrim(name);
END $fn$;

-- A name of SQL with what qualifies it, which it gives back.
-- rules: OR-BIP-020
CREATE OR REPLACE FUNCTION ora_compat.assert_qualified_name(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  simple CONSTANT text := '([[:alpha:]][[:alnum:]_$#]*|"[^"]+")';
BEGIN
  IF btrim(name) !~ ('^' || simple || '( *[.] *' || simple || ')*(@' || simple || '([.]' || simple || ')*)?$') OR name IS NULL THEN
    RAISE EXCEPTION 'ORA-44004: invalid qualified SQL name' USING ERRCODE = 'P0001';
  END IF;
  RETURN btrim(name);
END $fn$;
