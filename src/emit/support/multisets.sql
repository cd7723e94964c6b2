-- Multiset operators of lists. Elements keep the order of their first appearance; NULL elements are equal to each other.

-- rules: OR-COL-012
CREATE OR REPLACE FUNCTION ora_compat.multiset_union(a anyarray, b anyarray) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN pg_catalog.array_cat(a, b) END
$fn$;

-- SET(a)
-- rules: OR-COL-012
CREATE OR REPLACE FUNCTION ora_compat.set_of(a anyarray) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $fn$
BEGIN
  IF a IS NULL THEN RETURN NULL; END IF;
  RETURN ARRAY(SELECT a[min(i)] FROM pg_catalog.generate_subscripts(a, 1) AS i GROUP BY a[i] ORDER BY min(i));
END $fn$;

-- rules: OR-COL-012
CREATE OR REPLACE FUNCTION ora_compat.multiset_union_distinct(a anyarray, b anyarray) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT ora_compat.set_of(ora_compat.multiset_union(a, b))
$fn$;

-- INTERSECT ALL: the n-th copy in a survives if b has an n-th copy
-- rules: OR-COL-012
CREATE OR REPLACE FUNCTION ora_compat.multiset_intersect(a anyarray, b anyarray) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $fn$
BEGIN
  IF a IS NULL OR b IS NULL THEN RETURN NULL; END IF;
  RETURN ARRAY(
    SELECT a[min(q.i)]
    FROM (SELECT i, a[i] AS e, 1 AS side, row_number() OVER (PARTITION BY a[i] ORDER BY i) AS nth
          FROM pg_catalog.generate_subscripts(a, 1) AS i
          UNION ALL
          SELECT NULL, b[i], 2, row_number() OVER (PARTITION BY b[i] ORDER BY i)
          FROM pg_catalog.generate_subscripts(b, 1) AS i) AS q
    GROUP BY q.e, q.nth HAVING count(*) = 2 ORDER BY min(q.i));
END $fn$;

-- EXCEPT ALL: the n-th copy in a survives if b has fewer than n copies
-- rules: OR-COL-012
CREATE OR REPLACE FUNCTION ora_compat.multiset_except(a anyarray, b anyarray) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $fn$
BEGIN
  IF a IS NULL OR b IS NULL THEN RETURN NULL; END IF;
  RETURN ARRAY(
    SELECT a[min(q.i)]
    FROM (SELECT i, a[i] AS e, 1 AS side, row_number() OVER (PARTITION BY a[i] ORDER BY i) AS nth
          FROM pg_catalog.generate_subscripts(a, 1) AS i
          UNION ALL
          SELECT NULL, b[i], 2, row_number() OVER (PARTITION BY b[i] ORDER BY i)
          FROM pg_catalog.generate_subscripts(b, 1) AS i) AS q
    GROUP BY q.e, q.nth HAVING bool_and(q.side = 1) ORDER BY min(q.i));
END $fn$;

-- rules: OR-COL-012
CREATE OR REPLACE FUNCTION ora_compat.multiset_except_distinct(a anyarray, b anyarray) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $fn$
BEGIN
  IF a IS NULL OR b IS NULL THEN RETURN NULL; END IF;
  RETURN ARRAY(
    SELECT a[min(q.i)]
    FROM (SELECT i, a[i] AS e, 1 AS side FROM pg_catalog.generate_subscripts(a, 1) AS i
          UNION ALL
          SELECT NULL, b[i], 2 FROM pg_catalog.generate_subscripts(b, 1) AS i) AS q
    GROUP BY q.e HAVING bool_and(q.side = 1) ORDER BY min(q.i));
END $fn$;

-- a = b for nested tables: same elements, any order; NULL elements make it unknown
-- rules: OR-COL-012
CREATE OR REPLACE FUNCTION ora_compat.multiset_eq(a anyarray, b anyarray) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $fn$
DECLARE
  extra int;
BEGIN
  IF a IS NULL OR b IS NULL THEN RETURN NULL; END IF;
  IF pg_catalog.cardinality(a) <> pg_catalog.cardinality(b) THEN RETURN false; END IF;
  extra := pg_catalog.cardinality(ora_compat.multiset_except(a, b));
  IF EXISTS (SELECT 1 FROM pg_catalog.generate_subscripts(a, 1) AS i
             WHERE a[i] IS NOT DISTINCT FROM NULL OR b[i] IS NOT DISTINCT FROM NULL) THEN
    RETURN NULL;
  END IF;
  RETURN extra = 0;
END $fn$;

-- IS EMPTY
CREATE OR REPLACE FUNCTION ora_compat.is_empty(a anyarray) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT pg_catalog.cardinality(a) = 0
$fn$;

-- IS A SET
CREATE OR REPLACE FUNCTION ora_compat.is_a_set(a anyarray) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT pg_catalog.cardinality(ora_compat.set_of(a)) = pg_catalog.cardinality(a)
$fn$;

-- x MEMBER OF a: unknown for a NULL x and for an empty a
-- rules: OR-QRY-024
CREATE OR REPLACE FUNCTION ora_compat.member_of(x anyelement, a anyarray) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN x IS NOT DISTINCT FROM NULL OR a IS NULL OR pg_catalog.cardinality(a) = 0 THEN NULL
              ELSE coalesce(x OPERATOR(pg_catalog.=) ANY (a), false) END
$fn$;

-- a SUBMULTISET OF b
CREATE OR REPLACE FUNCTION ora_compat.submultiset_of(a anyarray, b anyarray) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT pg_catalog.cardinality(ora_compat.multiset_except(a, b)) = 0
$fn$;

-- Key of this session for global temporary tables with PRESERVE ROWS (OR-DDL-020): start of the backend and its process id.
-- rules: OR-DDL-020
CREATE OR REPLACE FUNCTION ora_compat.session_key() RETURNS numeric
LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN (SELECT extract(epoch FROM a.backend_start) * 1000000 * 10000000 + pg_backend_pid() FROM pg_stat_get_activity(pg_backend_pid()) a);

-- Removes the rows of ended sessions (by_session) or ended transactions from the table behind a global temporary table; returns their number.
-- rules: OR-DDL-020
CREATE OR REPLACE FUNCTION ora_compat.gtt_purge(rows_of regclass, by_session boolean) RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $sp$
DECLARE
  n bigint;
BEGIN
  IF by_session THEN
    EXECUTE format('DELETE FROM %s r WHERE NOT EXISTS (SELECT FROM pg_stat_get_activity(NULL) a '
                   'WHERE extract(epoch FROM a.backend_start) * 1000000 * 10000000 + a.pid = r.gtt_key)', rows_of);
  ELSE
    EXECUTE format('DELETE FROM %s r WHERE pg_xact_status(r.gtt_key::text::xid8) IS DISTINCT FROM %L', rows_of, 'in progress');
  END IF;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END
$sp$;
