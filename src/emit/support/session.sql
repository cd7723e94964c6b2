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
    WHEN 'MODULE'            THEN current_setting('application_name', true)
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
