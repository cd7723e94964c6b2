-- Numbers: arithmetic with NUMBER's digits.

-- NUMBER keeps 20 base-100 digits: 40 decimal ones, 39 when the first pair holds one
-- rules: OR-NUM-003 OR-NUM-014
CREATE OR REPLACE FUNCTION ora_compat.number40(n numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  m numeric := abs(n);
  k int;                                          -- 100^k <= m < 100^(k+1)
BEGIN
  IF n = 0 THEN RETURN 0; END IF;
  IF n IS NULL OR n = 'NaN' THEN RETURN n; END IF;
  IF m >= 1e126 THEN
    RAISE EXCEPTION 'ORA-01426: numeric overflow' USING ERRCODE = '22003';
  END IF;
  k := CASE WHEN m >= 1 THEN (length(trunc(m)::text) - 1) / 2
            ELSE -(length(substring(m::text FROM '^0\.(0*)')) / 2) - 1 END;
  RETURN trim_scale(round(n, 2 * (19 - k)));
END $fn$;

-- the bits that both have, in two's complement of 128 bits; fractions are cut off
-- rules: OR-NUM-017
CREATE OR REPLACE FUNCTION ora_compat.bitand(a numeric, b numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  part CONSTANT numeric := 1152921504606846976;   -- 2^60
  whole CONSTANT numeric := 340282366920938463463374607431768211456;   -- 2^128
  x numeric := trunc(a);
  y numeric := trunc(b);
  r numeric := 0;
  factor numeric := 1;
BEGIN
  IF x IS NULL OR y IS NULL THEN RETURN NULL; END IF;
  IF abs(x) < 9223372036854775808 AND abs(y) < 9223372036854775808 THEN
    RETURN x::bigint & y::bigint;
  END IF;
  IF x < -whole / 2 OR x >= whole / 2 OR y < -whole / 2 OR y >= whole / 2 THEN
    RAISE EXCEPTION 'ORA-01426: numeric overflow' USING ERRCODE = '22003';
  END IF;
  IF x < 0 THEN x := x + whole; END IF;
  IF y < 0 THEN y := y + whole; END IF;
  FOR n IN 1..3 LOOP
    r := r + (mod(x, part)::bigint & mod(y, part)::bigint) * factor;
    x := div(x, part);
    y := div(y, part);
    factor := factor * part;
  END LOOP;
  RETURN CASE WHEN r >= whole / 2 THEN r - whole ELSE r END;
END $fn$;

-- a * b with NUMBER's digits
-- rules: OR-NUM-014
CREATE OR REPLACE FUNCTION ora_compat.mul(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ora_compat.number40(a * b);

-- a / b of binary floating point, where nothing is divided in vain: by zero it is infinite, or no number.
-- rules: OR-NUM-003
CREATE OR REPLACE FUNCTION ora_compat.float_div(a double precision, b double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN b <> 0 THEN a / b
  WHEN b IS NULL OR a IS NULL THEN NULL
  WHEN a = 0 OR a = 'NaN' THEN 'NaN'
  WHEN a > 0 THEN 'Infinity'
  ELSE '-Infinity' END;

-- a / b with NUMBER's digits
-- rules: OR-NUM-003 OR-NUM-006
CREATE OR REPLACE FUNCTION ora_compat.div(a numeric, b numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  q numeric;
BEGIN
  IF a IS NULL OR b IS NULL THEN RETURN NULL; END IF;
  q := (a + 0e-60) / b;
  IF a <> 0 AND abs(q) < 1e-18 THEN q := (a + 0e-230) / b; END IF;
  RETURN ora_compat.number40(q);
END $fn$;

-- rules: OR-NUM-006 OR-NUM-007
CREATE OR REPLACE FUNCTION ora_compat.power(a numeric, b numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  r numeric;
BEGIN
  IF a = 0 AND b < 0 OR a < 0 AND b <> trunc(b) THEN
    RAISE EXCEPTION 'ORA-01428: argument ''%'' is out of range', a USING ERRCODE = '22003';   -- PL/SQL: ORA-06502
  END IF;
  r := power(a + 0e-60, b);
  IF r <> 0 AND abs(r) < 1e-18 THEN r := power(a + 0e-190, b); END IF;
  RETURN ora_compat.number40(r);
END $fn$;

-- argument errors are ORA-01428 in SQL, ORA-06502 (VALUE_ERROR) in PL/SQL
CREATE OR REPLACE FUNCTION ora_compat.value_error(arg numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF arg IS NULL THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error' USING ERRCODE = '22003';
END $fn$;

-- rules: OR-NUM-007
CREATE OR REPLACE FUNCTION ora_compat.power_pl(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN a = 0 AND b < 0 OR a < 0 AND b <> trunc(b) THEN ora_compat.value_error(a) ELSE ora_compat.power(a, b) END;

-- rules: OR-NUM-008
CREATE OR REPLACE FUNCTION ora_compat.sqrt(n numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ora_compat.number40(sqrt(n + 0e-60));

-- Variances of n numbers whose sum is s and the sum of whose squares is q
-- rules: OR-NUM-015
CREATE OR REPLACE FUNCTION ora_compat.var_samp(n bigint, s numeric, q numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 1 THEN ora_compat.div(n * q - s * s, n::numeric * (n - 1)) END;

-- rules: OR-NUM-015
CREATE OR REPLACE FUNCTION ora_compat.var_pop(n bigint, s numeric, q numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 0 THEN ora_compat.div(n * q - s * s, n::numeric * n) END;

-- of one number 0
-- rules: OR-NUM-015
CREATE OR REPLACE FUNCTION ora_compat.variance(n bigint, s numeric, q numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n = 1 THEN 0 ELSE ora_compat.var_samp(n, s, q) END;

-- VARIANCE(DISTINCT x)
-- rules: OR-NUM-015
CREATE OR REPLACE FUNCTION ora_compat.variance_of(v numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT ora_compat.variance(count(u.x), sum(u.x), sum(u.x * u.x)) FROM unnest(v) AS u (x)
$fn$;

CREATE OR REPLACE FUNCTION ora_compat.exp(n numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ora_compat.number40(exp(n + 0e-60));

CREATE OR REPLACE FUNCTION ora_compat.ln(n numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ora_compat.number40(ln(n + 0e-60));

-- rules: OR-NUM-010
CREATE OR REPLACE FUNCTION ora_compat.log(b numeric, n numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ora_compat.number40(log(b + 0e-60, n + 0e-60));

-- rules: OR-NUM-009
CREATE OR REPLACE FUNCTION ora_compat.mod(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN b = 0 THEN a ELSE mod(a, b) END;

-- rules: OR-NUM-009
CREATE OR REPLACE FUNCTION ora_compat.remainder(a numeric, b numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN a - b * CASE WHEN abs(mod(a, b)) * 2 = abs(b)           -- tie: to the even quotient
                    THEN 2 * round((a + 0e-40) / b / 2) ELSE round((a + 0e-40) / b) END;

-- numeric value meets an integer-class column or parameter.  Convert the value, never
-- the column: "int_col = numeric_value" casts the column and loses its index.
-- A fraction or a value out of range equals no integer: NULL.
-- rules: OR-PLS-012 OR-TYP-037
CREATE OR REPLACE FUNCTION ora_compat.as_int(n numeric) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n BETWEEN -2147483648 AND 2147483647 AND n = trunc(n) THEN n::int END;

-- rules: OR-TYP-037
CREATE OR REPLACE FUNCTION ora_compat.as_bigint(n numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n BETWEEN -9223372036854775808 AND 9223372036854775807 AND n = trunc(n) THEN n::bigint END;

-- The number that an integer column is compared with, exact under NOT too: what is no whole number is one that no NUMBER(18) holds.
-- rules: OR-TYP-037
CREATE OR REPLACE FUNCTION ora_compat.as_key(n numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n BETWEEN -9223372036854775807 AND 9223372036854775807 AND n = trunc(n) THEN n::bigint
            WHEN n IS NOT NULL THEN '-9223372036854775808'::bigint END;

-- "column < n" and "column >= n" of an integer column: the next whole number from n upwards.
-- rules: OR-TYP-037
CREATE OR REPLACE FUNCTION ora_compat.key_above(n numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 9223372036854775807 THEN 9223372036854775807 WHEN n < -9223372036854775807 THEN -9223372036854775807
            ELSE ceil(n)::bigint END;

-- "column > n" and "column <= n" of an integer column: the next whole number from n downwards.
-- rules: OR-TYP-037
CREATE OR REPLACE FUNCTION ora_compat.key_below(n numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN n > 9223372036854775807 THEN 9223372036854775807 WHEN n < -9223372036854775807 THEN -9223372036854775807
            ELSE floor(n)::bigint END;

-- PostgreSQL has no DISTINCT for aggregates over a window: the values of the window are gathered, and reckoned here.
-- rules: OR-QRY-012
CREATE OR REPLACE FUNCTION ora_compat.sum_distinct(list numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT sum(DISTINCT v) FROM unnest(list) AS u(v));

-- rules: OR-QRY-012
CREATE OR REPLACE FUNCTION ora_compat.avg_distinct(list numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT avg(DISTINCT v) FROM unnest(list) AS u(v));
