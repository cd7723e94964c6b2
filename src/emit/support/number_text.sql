-- Numbers as text, without a format.

-- decimal exponent: 1 <= abs(n) / 10^x < 10;  0 for 0
CREATE OR REPLACE FUNCTION ora_compat.exponent(n numeric) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n = 0 THEN 0
            WHEN abs(n) >= 1 THEN length(trunc(abs(n))::text) - 1
            ELSE -length(substring(abs(n)::text FROM '^0\.(0*)')) - 1 END;

-- shortest form in at most w characters: no trailing zeros, no zero before the point;
-- what does not fit is rounded, and E-notation is filled up to exactly w characters
CREATE OR REPLACE FUNCTION ora_compat.num_text(n numeric, w int) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  t text := regexp_replace(trim_scale(n)::text, '^(-?)0\.', '\1.');
  e int;
  d int;
  m numeric;
  x text;
BEGIN
  IF length(t) <= w OR n IS NULL THEN RETURN t; END IF;
  e := ora_compat.exponent(n);
  d := w - length(split_part(t, '.', 1)) - 1;          -- decimals that fit in fixed notation
  IF d >= 0 AND e >= -6 THEN
    RETURN rtrim(regexp_replace(trim_scale(round(n, d))::text, '^(-?)0\.', '\1.'), '.');
  END IF;
  x := 'E' || CASE WHEN e < 0 THEN '-' ELSE '+' END || lpad(abs(e)::text, greatest(2, length(abs(e)::text)), '0');
  d := w - length(x) - 2 - (n < 0)::int;
  m := round(CASE WHEN e < 0 THEN n * 10::numeric ^ -e ELSE (n + 0e-100) / 10::numeric ^ e END, d);
  IF abs(m) >= 10 THEN RETURN ora_compat.num_text(sign(n) * 10::numeric ^ (e + 1), w); END IF;
  RETURN m::text || x;
END $fn$;

-- SQL: 40 characters;  PL/SQL: 100 characters
-- rules: OR-CHR-010 OR-FUN-003 OR-NUL-010 OR-NUM-006 OR-NUM-008 OR-NUM-013 OR-OPS-012
CREATE OR REPLACE FUNCTION ora_compat.num_to_text(n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(trim_scale(n)::text) <= 40 THEN regexp_replace(trim_scale(n)::text, '^(-?)0\.', '\1.')
            ELSE ora_compat.num_text(ora_compat.number40(n), 40) END;

-- rules: OR-NUM-006
CREATE OR REPLACE FUNCTION ora_compat.num_to_text_pl(n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN length(trim_scale(n)::text) <= 40 THEN regexp_replace(trim_scale(n)::text, '^(-?)0\.', '\1.')
            ELSE ora_compat.num_text(ora_compat.number40(n), 100) END;

-- BINARY_DOUBLE, BINARY_FLOAT: 4.0E+000, 3.3333333333333335E+000, Nan, Inf: the binary value
-- rounded to 17 or 9 significant digits (0.1 as BINARY_FLOAT is 1.00000001E-001).
-- sci is to_char(value, '9.9…EEEE').  Not overloads of num_to_text: an integer argument
-- would pick double precision.
CREATE OR REPLACE FUNCTION ora_compat.float_digits(sci text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT rtrim(m[1], '0') || CASE WHEN rtrim(m[1], '0') LIKE '%.' THEN '0' ELSE '' END
             || 'E' || m[2] || lpad(ltrim(m[3], '0'), 3, '0')
        FROM regexp_matches(sci, '^\s*(-?[0-9]\.[0-9]+)[eE]([-+])([0-9]+)$') AS r(m));

-- rules: OR-NUM-006
CREATE OR REPLACE FUNCTION ora_compat.float_to_text(n double precision) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n = 0 THEN '0' WHEN n = 'NaN' THEN 'Nan' WHEN n = 'Infinity' THEN 'Inf' WHEN n = '-Infinity' THEN '-Inf'
            ELSE ora_compat.float_digits(to_char(n, '9.9999999999999999EEEE')) END;

-- rules: OR-NUM-006
CREATE OR REPLACE FUNCTION ora_compat.float_to_text(n real) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n = 0 THEN '0' WHEN n = 'NaN' THEN 'Nan' WHEN n = 'Infinity' THEN 'Inf' WHEN n = '-Infinity' THEN '-Inf'
            ELSE ora_compat.float_digits(to_char(n, '9.99999999EEEE')) END;
