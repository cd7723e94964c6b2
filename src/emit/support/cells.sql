-- Cells: a nested table with holes. The length of the array is the internal size,
-- NULL elements are the placeholders that DELETE(i) leaves behind.

-- COUNT
-- rules: OR-COL-005
CREATE OR REPLACE FUNCTION ora_compat.cell_count(a anyarray) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE n int := 0;
BEGIN
  IF a IS NULL THEN PERFORM ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END); END IF;
  FOR j IN 1 .. pg_catalog.cardinality(a) LOOP
    IF a[j] IS DISTINCT FROM NULL THEN n := n + 1; END IF;
  END LOOP;
  RETURN n;
END $fn$;

-- rules: OR-COL-005
CREATE OR REPLACE FUNCTION ora_compat.cell_exists(a anyarray, i int) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT coalesce(i >= 1 AND i <= pg_catalog.cardinality(a) AND a[i] IS DISTINCT FROM NULL, false)
$fn$;

-- subscript of an element that is read: a hole is NO_DATA_FOUND
CREATE OR REPLACE FUNCTION ora_compat.cell_sub(a anyarray, i int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN i >= 1 AND i <= pg_catalog.cardinality(a) AND a[i] IS DISTINCT FROM NULL THEN i
              ELSE ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 WHEN i IS NULL THEN 6502
                                              WHEN i < 1 THEN 6532
                                              WHEN i > pg_catalog.cardinality(a) THEN 6533 ELSE 1403 END) END
$fn$;

-- t(i) that is read: (ora_compat.cell(t, i)).v
-- rules: OR-COL-005
CREATE OR REPLACE FUNCTION ora_compat.cell(a anyarray, i int) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN ora_compat.cell_sub(a, i) > 0 THEN a[i] END
$fn$;

-- NEXT / FIRST: the first existing index above i;  FIRST = cell_next(a, 0)
-- rules: OR-COL-005
CREATE OR REPLACE FUNCTION ora_compat.cell_next(a anyarray, i int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF a IS NULL THEN PERFORM ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END); END IF;
  IF i IS NULL THEN RETURN NULL; END IF;
  FOR j IN greatest(i, 0) + 1 .. pg_catalog.cardinality(a) LOOP
    IF a[j] IS DISTINCT FROM NULL THEN RETURN j; END IF;
  END LOOP;
  RETURN NULL;
END $fn$;

-- PRIOR / LAST: the last existing index below i;  LAST = cell_prior(a, 2147483647)
CREATE OR REPLACE FUNCTION ora_compat.cell_prior(a anyarray, i int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF a IS NULL THEN PERFORM ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END); END IF;
  IF i IS NULL THEN RETURN NULL; END IF;
  FOR j IN REVERSE least(i - 1, pg_catalog.cardinality(a)) .. 1 LOOP
    IF a[j] IS DISTINCT FROM NULL THEN RETURN j; END IF;
  END LOOP;
  RETURN NULL;
END $fn$;

-- the existing values as a list: ora_compat.cell_values(t, '{}'::text[])
CREATE OR REPLACE FUNCTION ora_compat.cell_values(a anyarray, list anycompatiblearray) RETURNS anycompatiblearray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF a IS NULL THEN RETURN NULL; END IF;
  FOR j IN 1 .. pg_catalog.cardinality(a) LOOP
    IF a[j] IS DISTINCT FROM NULL THEN list := array_append(list, a[j].v); END IF;
  END LOOP;
  RETURN list;
END $fn$;

-- DELETE(lo, hi)
-- rules: OR-COL-005
CREATE OR REPLACE FUNCTION ora_compat.cell_delete(a anyarray, lo int, hi int) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF a IS NULL THEN PERFORM ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END); END IF;
  IF lo IS NULL OR hi IS NULL THEN RETURN a; END IF;
  FOR j IN greatest(lo, 1) .. least(hi, pg_catalog.cardinality(a)) LOOP
    a[j] := NULL;
  END LOOP;
  RETURN a;
END $fn$;
