-- Clocks. VOLATILE on purpose: SQL statements say (SELECT ora_compat.sysdate()), which is evaluated once a statement.

-- rules: OR-DDL-008 OR-TMZ-001 OR-TMZ-002 OR-TMZ-010
CREATE OR REPLACE FUNCTION ora_compat.sysdate() RETURNS timestamp
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN date_trunc('second', clock_timestamp() AT TIME ZONE
         ora_compat.cfg('server_timezone', current_setting('TimeZone')));

-- An instant as local time of the source's server: what SYSTIMESTAMP holds when its zone is left out.
-- rules: OR-TMZ-004 OR-TMZ-006
CREATE OR REPLACE FUNCTION ora_compat.server_time(t timestamptz) RETURNS timestamp
LANGUAGE sql STABLE PARALLEL SAFE
RETURN t AT TIME ZONE ora_compat.cfg('server_timezone', current_setting('TimeZone'));

-- The offset of the source's server from UTC at an instant
-- rules: OR-TMZ-034
CREATE OR REPLACE FUNCTION ora_compat.server_offset(t timestamptz) RETURNS interval
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ora_compat.server_time(t) - t AT TIME ZONE 'UTC';

-- rules: OR-TMZ-005 OR-TMZ-019
CREATE OR REPLACE FUNCTION ora_compat.session_date() RETURNS timestamp  -- Oracle CURRENT_DATE
LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN date_trunc('second', clock_timestamp()::timestamp);

-- A zone as AT TIME ZONE takes it: the sign of an offset is the opposite one
-- rules: OR-TMZ-028
CREATE OR REPLACE FUNCTION ora_compat.zone(zone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN zone ~ '^\s*[-+]' THEN translate(trim(zone), '+-', '-+')
            WHEN zone ~ '^\s*[0-9]' THEN '-' || trim(zone) ELSE zone END;
