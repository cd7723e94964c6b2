-- Text as numbers.

-- rules: OR-FUN-025 OR-NUM-012
CREATE OR REPLACE FUNCTION ora_compat.is_number(v text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN v ~ '^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$';    -- also rejects NaN, Infinity, 0x1F, 1_000

-- in SQL statements: ORA-01722
-- rules: OR-CHR-023 OR-FUN-009 OR-NUM-011 OR-NUM-012 OR-NUM-018 OR-QRY-031
CREATE OR REPLACE FUNCTION ora_compat.to_number(v text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
BEGIN
  IF v = '' THEN RETURN NULL; END IF;
  IF NOT ora_compat.is_number(v) THEN
    RAISE EXCEPTION 'ORA-01722: invalid number' USING ERRCODE = '22P02';
  END IF;
  RETURN v::numeric;
END $fn$;

-- in PL/SQL expressions: ORA-06502 (VALUE_ERROR)
-- rules: OR-NUM-011 OR-NUM-012
CREATE OR REPLACE FUNCTION ora_compat.to_number_pl(v text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
BEGIN
  IF v = '' THEN RETURN NULL; END IF;
  IF NOT ora_compat.is_number(v) THEN
    RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error: character to number conversion error' USING ERRCODE = '22P02';
  END IF;
  RETURN v::numeric;
END $fn$;

-- TO_NUMBER(v, format [, nls]): NULL when v does not match the format
CREATE OR REPLACE FUNCTION ora_compat.match_number(v text, fmt text, nls text DEFAULT NULL) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  f     text := upper(fmt);
  marks text := ora_compat.nls_param(nls, 'NLS_NUMERIC_CHARACTERS', '.,');
  x     text := btrim(v);
  cur   text;
  neg   boolean := false;
  ip    text; fp text; xi text; xf text := ''; digits text := '';
  c     text; dec text; k int; n numeric := 0;
BEGIN
  IF f LIKE 'FM%' THEN f := substr(f, 3); END IF;
  IF f ~ '^0*X+$' THEN
    IF x !~ '^[0-9A-Fa-f]+$' OR length(x) > length(f) THEN RETURN NULL; END IF;
    FOREACH c IN ARRAY regexp_split_to_array(upper(x), '') LOOP
      n := n * 16 + strpos('0123456789ABCDEF', c) - 1;
    END LOOP;
    RETURN n;
  END IF;
  IF f IN ('TM', 'TM9', 'TME') OR f LIKE '%EEEE' THEN
    RETURN CASE WHEN ora_compat.is_number(x) THEN x::numeric END;
  END IF;
  IF f LIKE '%PR' THEN
    f := left(f, -2);
    IF x LIKE '<%' THEN neg := true; x := rtrim(substr(x, 2), '>'); END IF;
  ELSIF f LIKE '%MI' OR f LIKE '%S' THEN
    f := regexp_replace(f, '(MI|S)$', '');
    IF x ~ '-$' THEN neg := true; END IF;
    x := regexp_replace(x, '[-+]$', '');
  ELSE
    f := regexp_replace(f, '^S', '');
    IF x ~ '^-' THEN neg := true; END IF;
    x := regexp_replace(x, '^[-+]', '');
  END IF;
  f := replace(f, 'B', '');
  c := substring(f FROM '[$LCU]');
  IF c IS NOT NULL THEN
    cur := CASE c WHEN '$' THEN '$' WHEN 'L' THEN ora_compat.nls_param(nls, 'NLS_CURRENCY', '$')
                  WHEN 'U' THEN ora_compat.nls_param(nls, 'NLS_DUAL_CURRENCY', '$')
                  ELSE ora_compat.iso_currency(ora_compat.nls_param(nls, 'NLS_ISO_CURRENCY', 'AMERICA')) END;
    f := replace(f, c, '');
    IF starts_with(x, cur) THEN x := ltrim(substr(x, length(cur) + 1));
    ELSIF right(x, length(cur)) = cur THEN x := rtrim(left(x, -length(cur)));
    END IF;
  END IF;
  IF f !~ '^[09,G]*([.D][09]*)?$' THEN
    RAISE EXCEPTION 'ORA-01481: invalid number format model' USING ERRCODE = '22023';
  END IF;
  ip := substring(f FROM '^[09,G]*');
  fp := substr(f, length(ip) + 2);
  dec := CASE WHEN f ~ '\.' THEN '.' WHEN f ~ 'D' THEN left(marks, 1) END;
  xi := CASE WHEN dec IS NULL THEN x ELSE split_part(x, dec, 1) END;
  IF dec IS NOT NULL AND strpos(x, dec) > 0 THEN xf := substr(x, strpos(x, dec) + 1); END IF;
  IF xf !~ '^\d*$' OR length(xf) > length(fp) OR xi || xf = '' THEN RETURN NULL; END IF;
  k := length(xi);
  FOR j IN REVERSE length(ip) .. 1 LOOP
    c := substr(ip, j, 1);
    IF k = 0 THEN
      IF c = '0' THEN RETURN NULL; END IF;             -- a 0 demands its digit
    ELSIF c IN (',', 'G') THEN
      IF substr(xi, k, 1) <> (CASE c WHEN ',' THEN ',' ELSE substr(marks, 2, 1) END) THEN RETURN NULL; END IF;
      k := k - 1;
    ELSE
      IF substr(xi, k, 1) !~ '\d' THEN RETURN NULL; END IF;
      digits := substr(xi, k, 1) || digits;
      k := k - 1;
    END IF;
  END LOOP;
  IF k > 0 THEN RETURN NULL; END IF;
  n := ('0' || digits || '.' || xf || '0')::numeric;
  RETURN trim_scale(CASE WHEN neg THEN -n ELSE n END);
END $fn$;

-- rules: OR-CHR-023 OR-FUN-009 OR-NUM-011 OR-NUM-012 OR-NUM-018 OR-QRY-031
CREATE OR REPLACE FUNCTION ora_compat.to_number(v text, fmt text, nls text DEFAULT NULL) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  n numeric;
BEGIN
  IF v IS NULL OR v = '' OR fmt IS NULL THEN RETURN NULL; END IF;     -- a NULL format; the literal '' is ORA-01722
  n := CASE WHEN fmt <> '' THEN ora_compat.match_number(v, fmt, nls) END;
  IF n IS NULL THEN RAISE EXCEPTION 'ORA-01722: invalid number' USING ERRCODE = '22P02'; END IF;
  RETURN n;
END $fn$;

-- rules: OR-NUM-011 OR-NUM-012
CREATE OR REPLACE FUNCTION ora_compat.to_number_pl(v text, fmt text, nls text DEFAULT NULL) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  n numeric;
BEGIN
  IF v IS NULL OR v = '' OR fmt IS NULL THEN RETURN NULL; END IF;
  n := CASE WHEN fmt <> '' THEN ora_compat.match_number(v, fmt, nls) END;
  IF n IS NULL THEN
    RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error: character to number conversion error' USING ERRCODE = '22P02';
  END IF;
  RETURN n;
END $fn$;

-- TO_NUMBER(v DEFAULT d ON CONVERSION ERROR [, format])
-- rules: OR-FUN-009 OR-FUN-025 OR-NUM-012
CREATE OR REPLACE FUNCTION ora_compat.to_number_or(v text, dflt numeric, fmt text DEFAULT NULL, nls text DEFAULT NULL) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN v IS NULL OR v = '' THEN NULL
            WHEN fmt IS NOT NULL THEN coalesce(ora_compat.match_number(v, fmt, nls), dflt)
            WHEN ora_compat.is_number(v) THEN v::numeric ELSE dflt END;
