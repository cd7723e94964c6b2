-- RAW and LOB functions.

-- rules: OR-FUN-027 OR-TYP-016
CREATE OR REPLACE FUNCTION ora_compat.hextoraw(s text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN decode(nullif(CASE WHEN length(s) % 2 = 1 THEN '0' || s ELSE s END, ''), 'hex');

-- rules: OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.rawtohex(r bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN nullif(upper(encode(r, 'hex')), '');

-- RAWTOHEX of text: SQL prints its bytes, PL/SQL takes the text for hexadecimal
-- rules: OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.rawtohex(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN nullif(upper(encode(convert_to(s, 'UTF8'), 'hex')), '');

-- rules: OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.rawtohex_pl(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF s !~ '^[0-9A-Fa-f]*$' THEN
    RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error: hex to raw conversion error' USING ERRCODE = '22P02';
  END IF;
  RETURN ora_compat.rawtohex(ora_compat.hextoraw(s));
END $fn$;

-- UTL_RAW.BIT_AND, BIT_OR, BIT_XOR: the rest of the longer value is kept
CREATE OR REPLACE FUNCTION ora_compat.raw_bits(op text, a bytea, b bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
DECLARE r bytea := CASE WHEN length(a) >= length(b) THEN a ELSE b END;
BEGIN
  FOR i IN 0 .. least(length(a), length(b)) - 1 LOOP
    r := set_byte(r, i, CASE op WHEN 'and' THEN get_byte(a, i) & get_byte(b, i) WHEN 'or' THEN get_byte(a, i) | get_byte(b, i)
                                ELSE get_byte(a, i) # get_byte(b, i) END);
  END LOOP;
  RETURN r;
END $fn$;

-- DBMS_LOB.SUBSTR, INSTR: arguments out of range give NULL, nothing counts from the end
-- rules: OR-BIP-002 OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.lob_substr(c text, amount int DEFAULT 32767, off_set int DEFAULT 1) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN amount BETWEEN 1 AND 32767 AND off_set >= 1 THEN nullif(substr(c, off_set, amount), '') END;

-- rules: OR-BIP-002 OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.lob_substr(b bytea, amount int DEFAULT 32767, off_set int DEFAULT 1) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN amount BETWEEN 1 AND 32767 AND off_set >= 1 THEN nullif(substr(b, off_set, amount), '') END;

-- rules: OR-BIP-002 OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.lob_instr(c text, p text, off_set int DEFAULT 1, nth int DEFAULT 1) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN off_set >= 1 AND nth >= 1 THEN ora_compat.instr(c, p, off_set, nth) END;

-- rules: OR-BIP-002 OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.lob_instr(b bytea, p bytea, off_set int DEFAULT 1, nth int DEFAULT 1) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  start int := off_set;
  found int;
BEGIN
  IF b IS NULL OR p IS NULL OR octet_length(p) = 0 OR start IS NULL OR start < 1 OR nth IS NULL OR nth < 1 THEN
    RETURN NULL;
  END IF;
  FOR n IN 1..nth LOOP
    found := position(p IN substr(b, start));
    IF found = 0 THEN RETURN 0; END IF;
    start := start + found;
  END LOOP;
  RETURN start - 1;
END $fn$;

-- UTL_RAW.SUBSTR: counts from the end where the place is negative
-- rules: OR-BIP-015
CREATE OR REPLACE FUNCTION ora_compat.raw_substr(r bytea, place int, amount int DEFAULT NULL) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE start int := CASE WHEN place < 0 THEN octet_length(r) + place + 1 ELSE greatest(place, 1) END;
BEGIN
  IF start < 1 OR start > octet_length(r) OR amount < 1 OR start + amount - 1 > octet_length(r) THEN
    RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error' USING ERRCODE = '22023';
  END IF;
  RETURN CASE WHEN amount IS NULL THEN substr(r, start) ELSE substr(r, start, amount) END;
END $fn$;

-- UTL_RAW.CAST_TO_BINARY_INTEGER
-- rules: OR-BIP-015
CREATE OR REPLACE FUNCTION ora_compat.raw_to_int(r bytea) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ('x' || lpad(encode(r, 'hex'), 8, '0'))::bit(32)::int;

-- rules: OR-BIP-015
CREATE OR REPLACE FUNCTION ora_compat.raw_reverse(r bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
  SELECT string_agg(substr(r, i, 1), '' ORDER BY i DESC) FROM generate_series(1, octet_length(r)) AS i
$fn$;

-- The same of bytes in the order of an endianness: 1 big, 2 little, 3 the machine's, which is little
-- rules: OR-BIP-015
CREATE OR REPLACE FUNCTION ora_compat.raw_to_int(r bytea, endianness int) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ora_compat.raw_to_int(CASE WHEN endianness = 1 THEN r ELSE ora_compat.raw_reverse(r) END);

-- UTL_RAW.CAST_FROM_BINARY_INTEGER in such an order
-- rules: OR-BIP-015
CREATE OR REPLACE FUNCTION ora_compat.int_to_raw(n int, endianness int) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN endianness = 1 THEN int4send(n) ELSE ora_compat.raw_reverse(int4send(n)) END;

-- UTL_RAW.CONCAT: nulls are left out
-- rules: OR-BIP-015
CREATE OR REPLACE FUNCTION ora_compat.raw_concat(VARIADIC parts bytea[]) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT string_agg(p, '' ORDER BY n) FROM unnest(parts) WITH ORDINALITY AS u (p, n)
$fn$;

-- UTL_RAW.COMPARE: 0, or the place of the first byte that differs
-- rules: OR-BIP-015
CREATE OR REPLACE FUNCTION ora_compat.raw_compare(a bytea, b bytea) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT coalesce(min(i), 0)::int FROM generate_series(1, greatest(octet_length(a), octet_length(b), 0)) AS i
  WHERE substr(a, i, 1) IS DISTINCT FROM substr(b, i, 1)
$fn$;

-- UTL_ENCODE.BASE64_ENCODE: lines of 64 characters that end in CR LF
-- rules: OR-BIP-015
CREATE OR REPLACE FUNCTION ora_compat.base64_encode(r bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN convert_to(rtrim(regexp_replace(replace(encode(r, 'base64'), E'\n', ''), '(.{64})', E'\\1\r\n', 'g'), E'\r\n'), 'UTF8');

-- A letter for each byte of UTF-8.
-- rules: OR-CHR-015
CREATE OR REPLACE FUNCTION ora_compat.byte_letters(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN convert_from(convert_to(s, 'UTF8'), 'LATIN1');

-- INSTRB
-- rules: OR-CHR-015
CREATE OR REPLACE FUNCTION ora_compat.instrb(s text, sub text, pos int DEFAULT 1, nth int DEFAULT 1) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ora_compat.instr(ora_compat.byte_letters(s), ora_compat.byte_letters(sub), pos, nth);

-- SUBSTRB: a blank for each byte of a letter that is cut apart
-- rules: OR-CHR-015
CREATE OR REPLACE FUNCTION ora_compat.substrb(s text, pos int, len int DEFAULT 2147483647) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  part  bytea := convert_to(ora_compat.substr(ora_compat.byte_letters(s), pos, len), 'LATIN1');
  count int := octet_length(part);
  i     int := 0;
  width int;
BEGIN
  IF part IS NULL THEN RETURN NULL; END IF;
  WHILE i < count AND get_byte(part, i) & 192 = 128 LOOP
    part := set_byte(part, i, 32);
    i := i + 1;
  END LOOP;
  i := count - 1;
  WHILE i >= 0 AND get_byte(part, i) & 192 = 128 LOOP
    i := i - 1;
  END LOOP;
  IF i >= 0 THEN
    width := CASE WHEN get_byte(part, i) < 128 THEN 1 WHEN get_byte(part, i) < 224 THEN 2
                  WHEN get_byte(part, i) < 240 THEN 3 ELSE 4 END;
    IF i + width > count THEN
      FOR j IN i..count - 1 LOOP
        part := set_byte(part, j, 32);
      END LOOP;
    END IF;
  END IF;
  RETURN convert_from(part, 'UTF8');
END $fn$;
