-- JSON as text.

-- Oracle prints JSON without blanks; json (not jsonb) keeps its order of names
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.json_text(j text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(j, '("(?:[^"\\]|\\.)*")|\s+', '\1', 'g');

-- lax syntax (Oracle's default): unquoted names, single quotes
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.json_lax(j text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  rest text := j;
  outp text := '';
  m    text[];
BEGIN
  IF j IS NULL THEN RETURN NULL; END IF;
  WHILE rest <> '' LOOP
    m := regexp_match(rest, '^("(?:[^"\\]|\\.)*"|''(?:[^''\\]|\\.)*''|[[:alpha:]_$][[:alnum:]_$]*|[-+.0-9eE]+|.)', 's');
    rest := substr(rest, length(m[1]) + 1);
    outp := outp || CASE WHEN m[1] LIKE '''%' THEN to_json(replace(substr(m[1], 2, length(m[1]) - 2), '\''', ''''))::text
                         WHEN m[1] ~ '^[[:alpha:]_$]' AND rest ~ '^\s*:' THEN to_json(m[1])::text
                         ELSE m[1] END;
  END LOOP;
  RETURN outp;
END $fn$;

-- a text as jsonb; NULL where it is no JSON, which Oracle's functions take for NULL ON ERROR
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.as_json(j text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT AS $fn$
BEGIN
  RETURN j::jsonb;
EXCEPTION WHEN OTHERS THEN
  BEGIN
    RETURN ora_compat.json_lax(j)::jsonb;
  EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
  END;
END $fn$;

-- JSON_VALUE: the one scalar that a path finds, and that is not longer than it may be; else NULL
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.value_at(j jsonb, path jsonpath, most int DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN jsonb_array_length(f.a) = 1 AND jsonb_typeof(f.a -> 0) NOT IN ('object', 'array')
                   AND (most IS NULL OR length(f.a ->> 0) <= most) THEN nullif(f.a ->> 0, '') END
  FROM (SELECT jsonb_path_query_array(j, path, '{}', true) AS a) AS f
$fn$;
