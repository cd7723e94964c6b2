-- Lists: T[].

-- checked subscript of an existing element: a(i)
-- rules: OR-COL-001 OR-COL-007 OR-COL-013
CREATE OR REPLACE FUNCTION ora_compat.sub(a anyarray, i int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN i >= 1 AND i <= pg_catalog.cardinality(a) THEN i
              ELSE ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 WHEN i IS NULL THEN 6502
                                              WHEN i < 1 THEN 6532 ELSE 6533 END) END
$fn$;

-- the same for a VARRAY(max_size)
-- rules: OR-COL-001 OR-COL-007 OR-COL-013
CREATE OR REPLACE FUNCTION ora_compat.sub(a anyarray, i int, max_size int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN i >= 1 AND i <= pg_catalog.cardinality(a) THEN i
              ELSE ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 WHEN i IS NULL THEN 6502
                                              WHEN i < 1 OR i > max_size THEN 6532 ELSE 6533 END) END
$fn$;

-- a(i) that is read.  Not a[ora_compat.sub(a, i)]: PostgreSQL does not evaluate the
-- subscript of a NULL array, so that form would return NULL instead of ORA-06531.
-- rules: OR-COL-001 OR-COL-004 OR-COL-006
CREATE OR REPLACE FUNCTION ora_compat.elem(a anyarray, i int) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN ora_compat.sub(a, i) > 0 THEN a[i] END
$fn$;

-- rules: OR-COL-001 OR-COL-004 OR-COL-006
CREATE OR REPLACE FUNCTION ora_compat.elem(a anyarray, i int, max_size int) RETURNS anyelement
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN ora_compat.sub(a, i, max_size) > 0 THEN a[i] END
$fn$;

-- subscript of the element that EXTEND adds: a[ora_compat.new_sub(a)] := NULL
-- rules: OR-COL-004 OR-COL-013 OR-COL-015
CREATE OR REPLACE FUNCTION ora_compat.new_sub(a anyarray, max_size int DEFAULT 2147483647) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN pg_catalog.cardinality(a) < max_size THEN pg_catalog.cardinality(a) + 1
              ELSE ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 ELSE 6532 END) END
$fn$;

-- subscript for an associative array kept as a list: an existing one or the next one
CREATE OR REPLACE FUNCTION ora_compat.next_sub(a anyarray, i int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN i >= 1 AND i <= pg_catalog.cardinality(a) + 1 THEN i
              ELSE ora_compat.not_dense(CASE WHEN i < 1 OR i > pg_catalog.cardinality(a) THEN i END) END
$fn$;

CREATE OR REPLACE FUNCTION ora_compat.not_dense(i int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF i IS NULL THEN RETURN ora_compat.coll_error(CASE WHEN i IS NULL THEN 6502 END); END IF;
  RAISE EXCEPTION 'howdah: index % would leave a gap in a collection analysed as dense', i
    USING ERRCODE = '0A000', HINT = 'override the representation of this type with "map"';
END $fn$;

-- read of an associative array kept as a list: a missing index is NO_DATA_FOUND
CREATE OR REPLACE FUNCTION ora_compat.key_sub(a anyarray, i int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN i >= 1 AND i <= pg_catalog.cardinality(a) THEN i
              ELSE ora_compat.coll_error(CASE WHEN a IS NULL THEN 1403 WHEN i IS NULL THEN 6502 ELSE 1403 END) END
$fn$;

-- COUNT, FIRST, LAST, EXISTS, NEXT, PRIOR
-- rules: OR-COL-004 OR-COL-017
CREATE OR REPLACE FUNCTION ora_compat.count_of(a anyarray) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN a IS NULL THEN ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END) ELSE pg_catalog.cardinality(a) END
$fn$;

-- rules: OR-COL-017
CREATE OR REPLACE FUNCTION ora_compat.first_of(a anyarray) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN a IS NULL THEN ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END) WHEN pg_catalog.cardinality(a) > 0 THEN 1 END
$fn$;

-- rules: OR-COL-017
CREATE OR REPLACE FUNCTION ora_compat.last_of(a anyarray) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN a IS NULL THEN ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END) ELSE nullif(pg_catalog.cardinality(a), 0) END
$fn$;

-- rules: OR-COL-004
CREATE OR REPLACE FUNCTION ora_compat.exists_at(a anyarray, i int) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT coalesce(i >= 1 AND i <= pg_catalog.cardinality(a), false)
$fn$;

-- rules: OR-COL-004
CREATE OR REPLACE FUNCTION ora_compat.next_of(a anyarray, i int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN a IS NULL THEN ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END)
              WHEN i < pg_catalog.cardinality(a) THEN greatest(i, 0) + 1 END
$fn$;

CREATE OR REPLACE FUNCTION ora_compat.prior_of(a anyarray, i int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT CASE WHEN a IS NULL THEN ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END)
              WHEN i > 1 AND pg_catalog.cardinality(a) > 0 THEN least(i - 1, pg_catalog.cardinality(a)) END
$fn$;

-- EXTEND(n), EXTEND(n, i): copies x n times to the end
-- rules: OR-COL-004
CREATE OR REPLACE FUNCTION ora_compat.extend(a anyarray, n int, x anyelement,
                                             max_size int DEFAULT 2147483647) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF a IS NULL THEN PERFORM ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END); END IF;
  IF n < 0 OR pg_catalog.cardinality(a) + n > max_size THEN PERFORM ora_compat.coll_error(CASE WHEN a IS NOT NULL THEN 6532 END); END IF;
  FOR j IN 1 .. coalesce(n, 0) LOOP
    a := array_append(a, x);
  END LOOP;
  RETURN a;
END $fn$;

-- TRIM, TRIM(n)
-- rules: OR-COL-004
CREATE OR REPLACE FUNCTION ora_compat.trim_last(a anyarray, n int DEFAULT 1) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF a IS NULL THEN PERFORM ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END); END IF;
  IF n > pg_catalog.cardinality(a) THEN PERFORM ora_compat.coll_error(CASE WHEN a IS NOT NULL THEN 6533 END); END IF;
  IF n < 0 THEN PERFORM ora_compat.coll_error(CASE WHEN a IS NOT NULL THEN 6532 END); END IF;
  RETURN pg_catalog.trim_array(a, coalesce(n, 0));
END $fn$;

-- DELETE without arguments, for any shape
CREATE OR REPLACE FUNCTION ora_compat.emptied(a anyarray) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF a IS NULL THEN PERFORM ora_compat.coll_error(CASE WHEN a IS NULL THEN 6531 END); END IF;
  RETURN a[1:0];
END $fn$;
