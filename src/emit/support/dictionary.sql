-- What Oracle's dictionary shows, for the views of schema ora_dict.

-- A name as Oracle shows it: in upper case, unless it was quoted.
-- rules: OR-DIC-002
CREATE OR REPLACE FUNCTION ora_compat.dict_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN name = lower(name) THEN upper(name) ELSE name END;

-- Whether a schema holds objects of the application: the server's own and the support library are left out.
-- rules: OR-DIC-001
CREATE OR REPLACE FUNCTION ora_compat.dict_shows(schema text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN schema NOT IN ('information_schema', 'ora_compat', 'ora_dict') AND NOT starts_with(schema, 'pg_');

-- The type that Oracle's dictionary would show, as far as the type in PostgreSQL tells.
-- rules: OR-DIC-001
CREATE OR REPLACE FUNCTION ora_compat.dict_type(type oid, modifier integer) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE type
  WHEN 'pg_catalog.int2'::regtype THEN 'NUMBER'
  WHEN 'pg_catalog.int4'::regtype THEN 'NUMBER'
  WHEN 'pg_catalog.int8'::regtype THEN 'NUMBER'
  WHEN 'pg_catalog.numeric'::regtype THEN 'NUMBER'
  WHEN 'pg_catalog.float4'::regtype THEN 'BINARY_FLOAT'
  WHEN 'pg_catalog.float8'::regtype THEN 'BINARY_DOUBLE'
  WHEN 'pg_catalog.varchar'::regtype THEN 'VARCHAR2'
  WHEN 'pg_catalog.text'::regtype THEN 'CLOB'
  WHEN 'pg_catalog.bpchar'::regtype THEN 'CHAR'
  WHEN 'pg_catalog.date'::regtype THEN 'DATE'
  WHEN 'pg_catalog.timestamp'::regtype THEN CASE modifier
    WHEN 0 THEN 'DATE' WHEN -1 THEN 'TIMESTAMP(6)' ELSE 'TIMESTAMP(' || modifier || ')' END
  WHEN 'pg_catalog.timestamptz'::regtype THEN 'TIMESTAMP(' || CASE modifier WHEN -1 THEN 6 ELSE modifier END || ') WITH TIME ZONE'
  WHEN 'pg_catalog.interval'::regtype THEN CASE WHEN modifier >> 16 = 6 THEN 'INTERVAL YEAR(2) TO MONTH' ELSE 'INTERVAL DAY(2) TO SECOND(6)' END
  WHEN 'pg_catalog.bytea'::regtype THEN 'BLOB'
  WHEN 'pg_catalog.uuid'::regtype THEN 'RAW'
  WHEN 'pg_catalog.xml'::regtype THEN 'XMLTYPE'
  WHEN 'pg_catalog.json'::regtype THEN 'JSON'
  WHEN 'pg_catalog.jsonb'::regtype THEN 'JSON'
  WHEN 'pg_catalog.bool'::regtype THEN 'BOOLEAN'
  ELSE (SELECT ora_compat.dict_name(t.typname) FROM pg_catalog.pg_type AS t WHERE t.oid = type)
END;

-- Characters of a text with a length; 0 of what is none.
-- rules: OR-DIC-001
CREATE OR REPLACE FUNCTION ora_compat.dict_chars(type oid, modifier integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN type IN ('pg_catalog.varchar'::regtype, 'pg_catalog.bpchar'::regtype) AND modifier > 4 THEN modifier - 4 ELSE 0 END;

-- Bytes of a value in Oracle, or the most of them.
-- rules: OR-DIC-001
CREATE OR REPLACE FUNCTION ora_compat.dict_length(type oid, modifier integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE
  WHEN ora_compat.dict_chars(type, modifier) > 0 THEN ora_compat.dict_chars(type, modifier)
  WHEN type IN ('pg_catalog.varchar'::regtype, 'pg_catalog.text'::regtype, 'pg_catalog.bytea'::regtype) THEN 4000
  WHEN type IN ('pg_catalog.date'::regtype) OR type = 'pg_catalog.timestamp'::regtype AND modifier = 0 THEN 7
  WHEN type = 'pg_catalog.float4'::regtype THEN 4
  WHEN type = 'pg_catalog.float8'::regtype THEN 8
  WHEN type IN ('pg_catalog.timestamp'::regtype, 'pg_catalog.interval'::regtype) THEN 11
  WHEN type = 'pg_catalog.timestamptz'::regtype THEN 13
  WHEN type = 'pg_catalog.uuid'::regtype THEN 16
  ELSE 22
END;

-- Digits of a number; null where it is not limited.
-- rules: OR-DIC-001
CREATE OR REPLACE FUNCTION ora_compat.dict_precision(type oid, modifier integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE type
  WHEN 'pg_catalog.int2'::regtype THEN 4
  WHEN 'pg_catalog.int4'::regtype THEN 9
  WHEN 'pg_catalog.int8'::regtype THEN 18
  WHEN 'pg_catalog.numeric'::regtype THEN CASE WHEN modifier >= 4 THEN (modifier - 4) >> 16 & 65535 END
END;

-- Digits behind the point; null where they are not limited.
-- rules: OR-DIC-001
CREATE OR REPLACE FUNCTION ora_compat.dict_scale(type oid, modifier integer) RETURNS integer
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE type
  WHEN 'pg_catalog.int2'::regtype THEN 0
  WHEN 'pg_catalog.int4'::regtype THEN 0
  WHEN 'pg_catalog.int8'::regtype THEN 0
  WHEN 'pg_catalog.numeric'::regtype THEN CASE WHEN modifier >= 4 THEN (((modifier - 4) & 2047) # 1024) - 1024 END
  WHEN 'pg_catalog.timestamp'::regtype THEN CASE WHEN modifier = 0 THEN NULL WHEN modifier < 0 THEN 6 ELSE modifier END
  WHEN 'pg_catalog.timestamptz'::regtype THEN CASE WHEN modifier < 0 THEN 6 ELSE modifier END
END;
