-- JSON_VALUE and JSON_QUERY with their clauses: what to do ON EMPTY and ON ERROR, and in which type the value comes.

-- what an event gives: null, error, empty array, empty object, default VALUE
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.json_event(what text, message text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF what = 'error' THEN RAISE EXCEPTION '%', message USING ERRCODE = '22032'; END IF;
  RETURN CASE WHEN what = 'empty array' THEN '[]'
              WHEN what = 'empty object' THEN '{}'
              WHEN what LIKE 'default %' THEN substr(what, 9) END;
END $fn$;

-- a point of time as ISO 8601 writes it, at UTC where a zone is written; NULL for what is none
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.json_time(v text) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT AS $fn$
BEGIN
  IF v !~ '^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?)?$' THEN RETURN NULL; END IF;
  IF v ~ '(Z|[+-]\d\d:\d\d)$' AND length(v) > 10 THEN RETURN v::timestamptz AT TIME ZONE 'UTC'; END IF;
  RETURN v::timestamp;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $fn$;

-- JSON_VALUE; the kind is text, text(n), number, number(p), number(p,s), date, date with time or timestamp
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.scalar_at(j jsonb, path jsonpath, kind text, on_empty text, on_error text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $fn$
DECLARE
  found  jsonb := jsonb_path_query_array(j, path, '{}', true);
  value  text := nullif(found ->> 0, '');
  parts  text[] := regexp_match(kind, '^([a-z ]+)(?:\((\d+)(?:,(-?\d+))?\))?$');
  number numeric;
  point  timestamp;
BEGIN
  IF jsonb_array_length(found) = 0 THEN
    RETURN ora_compat.json_event(on_empty, 'ORA-40462: JSON_VALUE evaluated to no value');
  ELSIF jsonb_array_length(found) > 1 THEN
    RETURN ora_compat.json_event(on_error, 'ORA-40470: JSON_VALUE evaluated to multiple values');
  ELSIF jsonb_typeof(found -> 0) IN ('object', 'array') THEN
    RETURN ora_compat.json_event(on_error, 'ORA-40456: JSON_VALUE evaluated to non-scalar value');
  ELSIF value IS NULL THEN
    RETURN NULL;
  ELSIF parts[1] = 'text' THEN
    IF length(value) > parts[2]::int THEN
      RETURN ora_compat.json_event(on_error, 'ORA-40478: output value too large (maximum: ' || parts[2] || ')');
    END IF;
    RETURN value;
  ELSIF parts[1] = 'number' THEN
    IF NOT ora_compat.is_number(value) THEN
      RETURN ora_compat.json_event(on_error, 'ORA-01722: invalid number');
    END IF;
    number := value::numeric;
    IF parts[2] IS NOT NULL THEN
      number := round(number, coalesce(parts[3], '0')::int);
      IF abs(number) >= 10::numeric ^ (parts[2]::int - coalesce(parts[3], '0')::int) THEN
        RETURN ora_compat.json_event(on_error, 'ORA-01438: value larger than specified precision allowed for this column');
      END IF;
    END IF;
    RETURN number::text;
  END IF;
  point := CASE WHEN jsonb_typeof(found -> 0) = 'string' THEN ora_compat.json_time(value) END;
  IF point IS NULL THEN
    RETURN ora_compat.json_event(on_error, 'ORA-01861: literal does not match format string');
  END IF;
  RETURN to_char(CASE parts[1] WHEN 'date' THEN date_trunc('day', point)
                               WHEN 'date with time' THEN date_trunc('second', point) ELSE point END,
                 'YYYY-MM-DD HH24:MI:SS.US');
END $fn$;

-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.scalar_at(j text, path jsonpath, kind text, on_empty text, on_error text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $fn$
DECLARE
  document jsonb := ora_compat.as_json(j);
BEGIN
  IF document IS NULL THEN RETURN ora_compat.json_event(on_error, 'ORA-40441: JSON syntax error'); END IF;
  RETURN ora_compat.scalar_at(document, path, kind, on_empty, on_error);
END $fn$;

-- a text as json, which keeps the order of names; NULL where it is no JSON
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.read_json(j text) RETURNS json
LANGUAGE plpgsql IMMUTABLE STRICT AS $fn$
BEGIN
  RETURN j::json;
EXCEPTION WHEN OTHERS THEN
  BEGIN
    RETURN ora_compat.json_lax(j)::json;
  EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
  END;
END $fn$;

-- what a path of names, places and * finds, as it was written; arrays are opened for a name, and what is no array is one of one item
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.json_matches(j json, path text) RETURNS SETOF json
LANGUAGE plpgsql IMMUTABLE STRICT AS $fn$
DECLARE
  found json[] := ARRAY[j];
  next  json[];
  items json[];
  step  text[];
  item  json;
  place text;
  ends  int[];
BEGIN
  FOR step IN SELECT regexp_matches(path, '\.(?:"([^"]*)"|(\w+|\*))|\[([^]]*)\]', 'g') LOOP
    next := '{}';
    FOREACH item IN ARRAY found LOOP
      items := CASE WHEN json_typeof(item) = 'array' THEN ARRAY(SELECT json_array_elements(item)) ELSE ARRAY[item] END;
      IF step[3] IS NULL THEN
        FOREACH item IN ARRAY items LOOP
          IF json_typeof(item) = 'object' THEN
            next := next || ARRAY(SELECT e.value FROM json_each(item) AS e
                                  WHERE step[2] = '*' OR e.key = coalesce(step[1], step[2]));
          END IF;
        END LOOP;
      ELSIF step[3] = '*' THEN
        next := next || items;
      ELSE
        FOREACH place IN ARRAY string_to_array(step[3], ',') LOOP
          ends := ARRAY(SELECT CASE WHEN btrim(e) = 'last' THEN cardinality(items) ELSE btrim(e)::int + 1 END
                        FROM regexp_split_to_table(place, '\mto\M') AS e);
          next := next || items[ends[1]:ends[cardinality(ends)]];
        END LOOP;
      END IF;
    END LOOP;
    found := next;
  END LOOP;
  RETURN QUERY SELECT unnest(found);
END $fn$;

-- JSON_QUERY; the wrapper is without, with or conditional
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.document_at(j text, path text, wrapper text DEFAULT 'without',
  on_empty text DEFAULT 'null', on_error text DEFAULT 'null', most int DEFAULT NULL) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $fn$
DECLARE
  document json := ora_compat.read_json(j);
  found    json[];
  whole    boolean;
  result   text;
BEGIN
  IF j IS NULL THEN RETURN NULL; END IF;
  IF document IS NULL THEN RETURN ora_compat.json_event(on_error, 'ORA-40441: JSON syntax error'); END IF;
  found := ARRAY(SELECT ora_compat.json_matches(document, path));
  IF cardinality(found) = 0 THEN
    RETURN ora_compat.json_event(on_empty, 'ORA-40462: JSON_QUERY evaluated to no value');
  END IF;
  whole := cardinality(found) = 1 AND json_typeof(found[1]) IN ('object', 'array');
  IF wrapper = 'with' OR wrapper = 'conditional' AND NOT whole THEN
    result := '[' || array_to_string(found, ',') || ']';
  ELSIF whole THEN
    result := found[1];
  ELSE
    RETURN ora_compat.json_event(on_error, 'ORA-40480: result cannot be returned without array wrapper');
  END IF;
  result := ora_compat.json_text(result);
  IF length(result) > most THEN
    RETURN ora_compat.json_event(on_error, 'ORA-40478: output value too large (maximum: ' || most || ')');
  END IF;
  RETURN result;
END $fn$;

-- t.doc.a.b: the text of the one scalar that is found, else JSON, several in an array; NULL where there is none, or no JSON
-- rules: OR-FUN-022
CREATE OR REPLACE FUNCTION ora_compat.dotted(j text, path text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $fn$
DECLARE
  found  json[] := ARRAY(SELECT ora_compat.json_matches(ora_compat.read_json(j), path));
  result text;
BEGIN
  IF cardinality(found) = 0 THEN RETURN NULL; END IF;
  IF cardinality(found) = 1 AND json_typeof(found[1]) NOT IN ('object', 'array') THEN
    result := nullif(found[1] #>> '{}', '');
  ELSIF cardinality(found) = 1 THEN
    result := ora_compat.json_text(found[1]::text);
  ELSE
    result := ora_compat.json_text('[' || array_to_string(found, ',') || ']');
  END IF;
  RETURN CASE WHEN octet_length(result) <= 4000 THEN result END;
END $fn$;
