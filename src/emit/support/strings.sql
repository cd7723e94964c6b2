-- Text functions.

-- rules: OR-DDL-010 OR-DDL-013 OR-FUN-001
CREATE OR REPLACE FUNCTION ora_compat.substr(s text, pos int) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN pos < 0 AND -pos > length(s) THEN NULL
  ELSE nullif(substr(s, CASE WHEN pos < 0 THEN length(s) + pos + 1 WHEN pos = 0 THEN 1 ELSE pos END), '')
END;

CREATE OR REPLACE FUNCTION ora_compat.substr(s text, pos int, len int) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN len < 1 OR pos < 0 AND -pos > length(s) THEN NULL
  ELSE nullif(substr(s, CASE WHEN pos < 0 THEN length(s) + pos + 1 WHEN pos = 0 THEN 1 ELSE pos END, len), '')
END;

-- rules: OR-FUN-002
CREATE OR REPLACE FUNCTION ora_compat.instr(s text, sub text, pos int DEFAULT 1, nth int DEFAULT 1) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  ls int; lb int; p int; i int; hit int := 0;
BEGIN
  IF s IS NULL OR sub IS NULL OR pos IS NULL OR nth IS NULL OR s = '' OR sub = '' THEN RETURN NULL; END IF;
  IF nth < 1 THEN RAISE EXCEPTION 'ORA-01428: argument ''%'' is out of range', nth USING ERRCODE = '22003'; END IF;   -- PL/SQL: ORA-06502
  IF pos = 0 THEN RETURN 0; END IF;
  ls := length(s); lb := length(sub);
  IF pos > 0 THEN
    p := pos;
    LOOP
      IF p > ls THEN RETURN 0; END IF;
      i := strpos(substr(s, p), sub);
      IF i = 0 THEN RETURN 0; END IF;
      hit := hit + 1;
      IF hit = nth THEN RETURN p + i - 1; END IF;
      p := p + i;
    END LOOP;
  END IF;
  -- negative position: search backwards from that offset counted from the end
  p := least(ls + pos + 1, ls - lb + 1);
  WHILE p >= 1 LOOP
    IF substr(s, p, lb) = sub THEN
      hit := hit + 1;
      IF hit = nth THEN RETURN p; END IF;
    END IF;
    p := p - 1;
  END LOOP;
  RETURN 0;
END $fn$;

-- rules: OR-FUN-002
CREATE OR REPLACE FUNCTION ora_compat.instr_pl(s text, sub text, pos int DEFAULT 1, nth int DEFAULT 1) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN nth < 1 AND s <> '' AND sub <> '' THEN ora_compat.value_error(nth)::int ELSE ora_compat.instr(s, sub, pos, nth) END;

CREATE OR REPLACE FUNCTION ora_compat.translate(s text, f text, t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN f <> '' AND t <> '' THEN nullif(translate(s, f, t), '') END;

-- display columns: East Asian wide and full-width characters count two
CREATE OR REPLACE FUNCTION ora_compat.display_width(s text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN length(s) + CASE WHEN octet_length(s) = length(s) THEN 0 ELSE
  length(regexp_replace(s, '[^\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3'
                           '\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\U0001F300-\U0001F64F\U00020000-\U0003FFFD]', '', 'g')) END;

CREATE OR REPLACE FUNCTION ora_compat.pad(s text, n int, p text, on_left boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  w    int;
  fill text := '';
  fw   int := 0;
  c    text;
  cw   int;
  i    int := 0;
BEGIN
  IF s IS NULL OR s = '' OR p IS NULL OR p = '' OR n IS NULL OR n < 1 THEN RETURN NULL; END IF;
  IF octet_length(s) = length(s) AND octet_length(p) = length(p) THEN
    RETURN CASE WHEN on_left THEN lpad(s, n, p) ELSE rpad(s, n, p) END;
  END IF;
  w := ora_compat.display_width(s);
  IF w > n THEN                                       -- cut; half a wide character becomes a blank
    WHILE w > n LOOP
      s := left(s, -1); w := ora_compat.display_width(s);
    END LOOP;
    RETURN CASE WHEN on_left THEN repeat(' ', n - w) || s ELSE s || repeat(' ', n - w) END;
  END IF;
  LOOP
    c := substr(p, i % length(p) + 1, 1);
    cw := ora_compat.display_width(c);
    EXIT WHEN w + fw + cw > n;
    fill := fill || c; fw := fw + cw; i := i + 1;
  END LOOP;
  RETURN CASE WHEN on_left THEN repeat(' ', n - w - fw) || fill || s ELSE s || fill || repeat(' ', n - w - fw) END;
END $fn$;

-- rules: OR-CHR-018
CREATE OR REPLACE FUNCTION ora_compat.lpad(s text, n int, p text DEFAULT ' ') RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ora_compat.pad(s, n, p, true);

-- rules: OR-CHR-018
CREATE OR REPLACE FUNCTION ora_compat.rpad(s text, n int, p text DEFAULT ' ') RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ora_compat.pad(s, n, p, false);

-- non-ASCII characters and the backslash as \XXXX (UTF-16)
-- rules: OR-CHR-020
CREATE OR REPLACE FUNCTION ora_compat.asciistr(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  r text := '';
  c text;
  u int;
BEGIN
  IF s IS NULL OR s = '' THEN RETURN NULL; END IF;
  FOREACH c IN ARRAY regexp_split_to_array(s, '') LOOP
    u := ascii(c);
    r := r || CASE WHEN u < 128 AND c <> '\' THEN c
                   WHEN u < 65536 THEN '\' || lpad(upper(to_hex(u)), 4, '0')
                   ELSE '\' || upper(to_hex(55296 + (u - 65536) / 1024)) || '\' || upper(to_hex(56320 + (u - 65536) % 1024)) END;
  END LOOP;
  RETURN r;
END $fn$;

-- s LIKE p ESCAPE e: an escape character before anything but _, % and itself is
-- ORA-01424 in SQL; in PL/SQL the condition is false
CREATE OR REPLACE FUNCTION ora_compat.bad_escape(p text, e text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE i int := 1;
BEGIN
  WHILE i <= length(p) LOOP
    IF substr(p, i, 1) = e THEN
      IF substr(p, i + 1, 1) NOT IN ('_', '%', e) OR i = length(p) THEN RETURN true; END IF;
      i := i + 1;
    END IF;
    i := i + 1;
  END LOOP;
  RETURN false;
END $fn$;

-- rules: OR-CHR-009
CREATE OR REPLACE FUNCTION ora_compat.like_esc(s text, p text, e text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF length(e) <> 1 THEN RAISE EXCEPTION 'ORA-01425: escape character must be character string of length 1' USING ERRCODE = '22019'; END IF;
  IF ora_compat.bad_escape(p, e) THEN
    RAISE EXCEPTION 'ORA-01424: missing or illegal character following the escape character' USING ERRCODE = '22025';
  END IF;
  RETURN s LIKE p ESCAPE e;
END $fn$;

-- rules: OR-CHR-009
CREATE OR REPLACE FUNCTION ora_compat.like_esc_pl(s text, p text, e text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN s IS NULL OR p IS NULL OR e IS NULL THEN NULL
            WHEN ora_compat.bad_escape(p, e) THEN false ELSE ora_compat.like_esc(s, p, e) END;

-- UTL_MATCH.EDIT_DISTANCE: how many characters must be put in, taken out or changed
CREATE OR REPLACE FUNCTION ora_compat.edit_distance(a text, b text) RETURNS int
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
DECLARE
  above int[] := ARRAY(SELECT generate_series(0, length(b)));
  here int[];
BEGIN
  FOR i IN 1 .. length(a) LOOP
    here := ARRAY[i];
    FOR j IN 1 .. length(b) LOOP
      here[j + 1] := least(here[j] + 1, above[j + 1] + 1, above[j] + (substr(a, i, 1) <> substr(b, j, 1))::int);
    END LOOP;
    above := here;
  END LOOP;
  RETURN above[length(b) + 1];
END $fn$;

CREATE OR REPLACE FUNCTION ora_compat.edit_similarity(a text, b text) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN round(100 * (1 - ora_compat.edit_distance(a, b) / greatest(length(a), length(b), 1)::numeric))::int;

-- SOUNDEX: letters that sound alike have one digit; H and W do not part them, vowels do
CREATE OR REPLACE FUNCTION ora_compat.soundex(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
DECLARE
  letters text := regexp_replace(upper(s), '[^A-Z]', '', 'g');
  code text := left(letters, 1);
  last text := translate(left(letters, 1), 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '111122222222334556');
  digit text;
  letter text;
BEGIN
  IF letters = '' THEN RETURN NULL; END IF;
  FOR i IN 2 .. length(letters) LOOP
    letter := substr(letters, i, 1);
    CONTINUE WHEN letter IN ('H', 'W');
    digit := translate(letter, 'BFPVCGJKQSXZDTLMNRAEIOUY', '111122222222334556');
    IF digit <> '' AND digit <> last THEN code := code || digit; END IF;
    last := digit;
  END LOOP;
  RETURN rpad(left(code, 4), 4, '0');
END $fn$;

-- DBMS_RANDOM.STRING: u upper case, l lower case, a both, x upper case and digits, p printable
CREATE OR REPLACE FUNCTION ora_compat.random_string(opt text, len int) RETURNS text
LANGUAGE sql VOLATILE AS $fn$
  SELECT string_agg(substr(c.chars, 1 + floor(random() * length(c.chars))::int, 1), '')
  FROM (SELECT CASE lower(opt)
      WHEN 'l' THEN 'abcdefghijklmnopqrstuvwxyz'
      WHEN 'a' THEN 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
      WHEN 'x' THEN '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
      WHEN 'p' THEN (SELECT string_agg(chr(i), '') FROM generate_series(32, 126) AS i)
      ELSE 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' END AS chars) AS c,
    generate_series(1, len)
$fn$;

-- A text that a char(n) column is compared with where blanks count: of another length it equals no value of the column.
-- rules: HD-349
CREATE OR REPLACE FUNCTION ora_compat.as_char(s text, n int) RETURNS bpchar
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(s) = n THEN s::bpchar WHEN s IS NOT NULL THEN repeat('~', n + 1)::bpchar END;

-- lower case without accents, which NLS_SORT = BINARY_AI compares by
-- rules: OR-CHR-017
CREATE OR REPLACE FUNCTION ora_compat.base_letters(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(regexp_replace(normalize(s, NFD), '[\u0300-\u036f]', '', 'g'));
