-- Aggregates that also stand over windows: values that are not null, and percentiles.

-- rules: HD-339
CREATE OR REPLACE FUNCTION ora_compat.keep_first(state anyelement, x anyelement) RETURNS anyelement
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT state';

-- rules: HD-339
CREATE OR REPLACE FUNCTION ora_compat.keep_last(state anyelement, x anyelement) RETURNS anyelement
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT x';

-- The first value that is not null: FIRST_VALUE(x IGNORE NULLS)
-- rules: HD-339
CREATE OR REPLACE AGGREGATE ora_compat.first_known(x anyelement) (SFUNC = ora_compat.keep_first, STYPE = anyelement, PARALLEL = SAFE);

-- The last value that is not null: LAST_VALUE(x IGNORE NULLS)
-- rules: HD-339
CREATE OR REPLACE AGGREGATE ora_compat.last_known(x anyelement) (SFUNC = ora_compat.keep_last, STYPE = anyelement, PARALLEL = SAFE);

-- PERCENTILE_CONT(p) over the values of an array: between the two rows next to 1 + p * (n - 1)
-- rules: OR-QRY-014
CREATE OR REPLACE FUNCTION ora_compat.percentile_cont(v numeric[], p numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT trim_scale(s.a[floor(s.at)::int] + (s.at - floor(s.at)) * (s.a[ceil(s.at)::int] - s.a[floor(s.at)::int]))
  FROM (
    SELECT q.a, 1 + p * (cardinality(q.a) - 1) AS at
    FROM (SELECT array_agg(u.x ORDER BY u.x) AS a FROM unnest(v) AS u (x) WHERE u.x IS NOT NULL) AS q
  ) AS s
$fn$;

-- rules: OR-QRY-014
CREATE OR REPLACE FUNCTION ora_compat.percentile_cont(v timestamp[], p numeric) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT s.a[floor(s.at)::int] + (s.at - floor(s.at))::double precision * (s.a[ceil(s.at)::int] - s.a[floor(s.at)::int])
  FROM (
    SELECT q.a, 1 + p * (cardinality(q.a) - 1) AS at
    FROM (SELECT array_agg(u.x ORDER BY u.x) AS a FROM unnest(v) AS u (x) WHERE u.x IS NOT NULL) AS q
  ) AS s
$fn$;

-- PERCENTILE_DISC(p) over the values of an array: the first whose share of the rows is not below p
-- rules: OR-QRY-014
CREATE OR REPLACE FUNCTION ora_compat.percentile_disc(v anyarray, p numeric, descending boolean) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN descending THEN q.a[cardinality(q.a) + 1 - greatest(ceil(p * cardinality(q.a))::int, 1)]
              ELSE q.a[greatest(ceil(p * cardinality(q.a))::int, 1)] END
  FROM (SELECT array_agg(u.x ORDER BY u.x) AS a FROM unnest(v) AS u (x) WHERE u.x IS NOT NULL) AS q
$fn$;

-- SUM(x) KEEP (DENSE_RANK FIRST ORDER BY k) OVER (…): of the values whose keys equal the first one, both in the order of the keys
-- rules: OR-QRY-013
CREATE OR REPLACE FUNCTION ora_compat.sum_kept(keys anyarray, list numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT sum(list[i]) FROM generate_subscripts(keys, 1) AS i WHERE keys[i] IS NOT DISTINCT FROM keys[1]
$fn$;

-- rules: OR-QRY-013
CREATE OR REPLACE FUNCTION ora_compat.avg_kept(keys anyarray, list numeric[]) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT avg(list[i]) FROM generate_subscripts(keys, 1) AS i WHERE keys[i] IS NOT DISTINCT FROM keys[1]
$fn$;

-- LISTAGG(DISTINCT x, s) OVER (…): each value where it stands first
-- rules: OR-QRY-012
CREATE OR REPLACE FUNCTION ora_compat.list_distinct(list text[], separator text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT string_agg(u.x, separator ORDER BY u.n)
  FROM (SELECT v.x, min(v.n) AS n FROM unnest(list) WITH ORDINALITY AS v (x, n) WHERE v.x IS NOT NULL GROUP BY v.x) AS u
$fn$;
