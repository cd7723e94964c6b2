-- Choices: one of several values, each computed once.

-- GREATEST; NULL where one of them is
-- rules: OR-NUL-009
CREATE OR REPLACE FUNCTION ora_compat.greatest_of(v anyarray) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN array_position(v, NULL) IS NULL THEN (SELECT max(x) FROM unnest(v) AS x) END
$fn$;

-- LEAST; NULL where one of them is
-- rules: OR-NUL-009
CREATE OR REPLACE FUNCTION ora_compat.least_of(v anyarray) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN array_position(v, NULL) IS NULL THEN (SELECT min(x) FROM unnest(v) AS x) END
$fn$;

-- NVL whose second value does something: both are evaluated, as the arguments of a function are
-- rules: OR-NUL-010
CREATE OR REPLACE FUNCTION ora_compat.nvl(a anycompatible, b anycompatible) RETURNS anycompatible
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  RETURN coalesce(a, b);
END $fn$;
