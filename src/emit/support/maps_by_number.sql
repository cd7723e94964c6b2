-- Maps with integer keys: entry[] sorted by k, entry is a composite (k key, v value).
-- The binary search is repeated in each function on purpose: a call of PL/pgSQL costs as much as several steps of it.

-- m(key) that is read: its position, or NO_DATA_FOUND
-- rules: OR-COL-002 OR-COL-006
CREATE OR REPLACE FUNCTION ora_compat.map_sub(m anyarray, key int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  lo  int := 1;
  hi  int := coalesce(pg_catalog.cardinality(m), 0);
  mid int;
BEGIN
  IF key IS NULL THEN PERFORM ora_compat.coll_error(CASE WHEN key IS NULL THEN 6502 END); END IF;
  IF hi = 0 OR key > m[hi].k THEN RETURN ora_compat.coll_error(CASE WHEN key IS NOT NULL THEN 1403 END); END IF;
  WHILE lo < hi LOOP
    mid := (lo + hi) / 2;
    IF m[mid].k < key THEN lo := mid + 1; ELSE hi := mid; END IF;
  END LOOP;
  IF m[lo].k = key THEN RETURN lo; END IF;
  RETURN ora_compat.coll_error(CASE WHEN key IS NOT NULL THEN 1403 END);
END $fn$;

-- EXISTS(key)
-- rules: OR-COL-003
CREATE OR REPLACE FUNCTION ora_compat.map_has(m anyarray, key int) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  lo  int := 1;
  hi  int := coalesce(pg_catalog.cardinality(m), 0);
  mid int;
BEGIN
  IF key IS NULL THEN RETURN false; END IF;
  IF hi = 0 OR key > m[hi].k THEN RETURN false; END IF;
  WHILE lo < hi LOOP
    mid := (lo + hi) / 2;
    IF m[mid].k < key THEN lo := mid + 1; ELSE hi := mid; END IF;
  END LOOP;
  RETURN m[lo].k = key;
END $fn$;

-- m(key) that is written in place: its position, the next free one if key is above all
-- others; negative if a new entry must be inserted before that position
CREATE OR REPLACE FUNCTION ora_compat.map_slot(m anyarray, key int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  lo  int := 1;
  hi  int := coalesce(pg_catalog.cardinality(m), 0);
  mid int;
BEGIN
  IF key IS NULL THEN PERFORM ora_compat.coll_error(CASE WHEN key IS NULL THEN 6502 END); END IF;
  IF hi = 0 OR key > m[hi].k THEN RETURN hi + 1; END IF;
  WHILE lo < hi LOOP
    mid := (lo + hi) / 2;
    IF m[mid].k < key THEN lo := mid + 1; ELSE hi := mid; END IF;
  END LOOP;
  IF m[lo].k = key THEN RETURN lo; END IF;
  RETURN -lo;
END $fn$;

-- position of the last entry below key: PRIOR(key) is m[map_before(m, key)].k
CREATE OR REPLACE FUNCTION ora_compat.map_before(m anyarray, key int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  lo  int := 1;
  hi  int := coalesce(pg_catalog.cardinality(m), 0);
  mid int;
BEGIN
  IF key IS NULL THEN RETURN NULL; END IF;
  IF hi = 0 OR key > m[hi].k THEN RETURN hi; END IF;
  WHILE lo < hi LOOP
    mid := (lo + hi) / 2;
    IF m[mid].k < key THEN lo := mid + 1; ELSE hi := mid; END IF;
  END LOOP;
  RETURN lo - 1;
END $fn$;

-- position of the first entry above key: NEXT(key) is m[map_after(m, key)].k
-- rules: OR-COL-003
CREATE OR REPLACE FUNCTION ora_compat.map_after(m anyarray, key int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  lo  int := 1;
  hi  int := coalesce(pg_catalog.cardinality(m), 0);
  mid int;
BEGIN
  IF key IS NULL THEN RETURN NULL; END IF;
  IF hi = 0 OR key > m[hi].k THEN RETURN hi + 1; END IF;
  WHILE lo < hi LOOP
    mid := (lo + hi) / 2;
    IF m[mid].k < key THEN lo := mid + 1; ELSE hi := mid; END IF;
  END LOOP;
  RETURN CASE WHEN m[lo].k = key THEN lo + 1 ELSE lo END;
END $fn$;

-- DELETE(lo, hi)
CREATE OR REPLACE FUNCTION ora_compat.map_delete(m anyarray, lo int, hi int) RETURNS anyarray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE p int; q int;
BEGIN
  IF lo IS NULL OR hi IS NULL THEN RETURN m; END IF;
  p := ora_compat.map_before(m, lo);
  q := ora_compat.map_after(m, hi);
  IF q > p + 1 THEN m := m[:p] || m[q:]; END IF;
  RETURN m;
END $fn$;

-- DELETE(key)
CREATE OR REPLACE FUNCTION ora_compat.map_delete(m anyarray, key int) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT ora_compat.map_delete(m, key, key)
$fn$;
