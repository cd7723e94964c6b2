-- Maps with text keys, the same functions; '' is NULL. Text keys sort by the collation of attribute k: declare it COLLATE "C".
-- probe drops the collation that key brings along, so that the collation of attribute k decides (42P22 otherwise).

-- m(key) that is read: its position, or NO_DATA_FOUND
-- rules: OR-COL-002 OR-COL-006
CREATE OR REPLACE FUNCTION ora_compat.map_sub(m anyarray, key text) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  probe text COLLATE pg_catalog."default" := key;
  lo  int := 1;
  hi  int := coalesce(pg_catalog.cardinality(m), 0);
  mid int;
BEGIN
  IF key IS NULL OR key = '' THEN PERFORM ora_compat.coll_error(CASE WHEN key IS NULL OR key = '' THEN 6502 END); END IF;
  IF hi = 0 OR probe > m[hi].k THEN RETURN ora_compat.coll_error(CASE WHEN key IS NOT NULL THEN 1403 END); END IF;
  WHILE lo < hi LOOP
    mid := (lo + hi) / 2;
    IF m[mid].k < probe THEN lo := mid + 1; ELSE hi := mid; END IF;
  END LOOP;
  IF m[lo].k = probe THEN RETURN lo; END IF;
  RETURN ora_compat.coll_error(CASE WHEN key IS NOT NULL THEN 1403 END);
END $fn$;

-- EXISTS(key)
-- rules: OR-COL-003
CREATE OR REPLACE FUNCTION ora_compat.map_has(m anyarray, key text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  probe text COLLATE pg_catalog."default" := key;
  lo  int := 1;
  hi  int := coalesce(pg_catalog.cardinality(m), 0);
  mid int;
BEGIN
  IF key IS NULL OR key = '' THEN RETURN false; END IF;
  IF hi = 0 OR probe > m[hi].k THEN RETURN false; END IF;
  WHILE lo < hi LOOP
    mid := (lo + hi) / 2;
    IF m[mid].k < probe THEN lo := mid + 1; ELSE hi := mid; END IF;
  END LOOP;
  RETURN m[lo].k = probe;
END $fn$;

-- m(key) that is written in place: its position, the next free one if key is above all
-- others; negative if a new entry must be inserted before that position
CREATE OR REPLACE FUNCTION ora_compat.map_slot(m anyarray, key text) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  probe text COLLATE pg_catalog."default" := key;
  lo  int := 1;
  hi  int := coalesce(pg_catalog.cardinality(m), 0);
  mid int;
BEGIN
  IF key IS NULL OR key = '' THEN PERFORM ora_compat.coll_error(CASE WHEN key IS NULL OR key = '' THEN 6502 END); END IF;
  IF hi = 0 OR probe > m[hi].k THEN RETURN hi + 1; END IF;
  WHILE lo < hi LOOP
    mid := (lo + hi) / 2;
    IF m[mid].k < probe THEN lo := mid + 1; ELSE hi := mid; END IF;
  END LOOP;
  IF m[lo].k = probe THEN RETURN lo; END IF;
  RETURN -lo;
END $fn$;

-- position of the last entry below key: PRIOR(key) is m[map_before(m, key)].k
CREATE OR REPLACE FUNCTION ora_compat.map_before(m anyarray, key text) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  probe text COLLATE pg_catalog."default" := key;
  lo  int := 1;
  hi  int := coalesce(pg_catalog.cardinality(m), 0);
  mid int;
BEGIN
  IF key IS NULL THEN RETURN NULL; END IF;
  IF hi = 0 OR probe > m[hi].k THEN RETURN hi; END IF;
  WHILE lo < hi LOOP
    mid := (lo + hi) / 2;
    IF m[mid].k < probe THEN lo := mid + 1; ELSE hi := mid; END IF;
  END LOOP;
  RETURN lo - 1;
END $fn$;

-- position of the first entry above key: NEXT(key) is m[map_after(m, key)].k
-- rules: OR-COL-003
CREATE OR REPLACE FUNCTION ora_compat.map_after(m anyarray, key text) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  probe text COLLATE pg_catalog."default" := key;
  lo  int := 1;
  hi  int := coalesce(pg_catalog.cardinality(m), 0);
  mid int;
BEGIN
  IF key IS NULL THEN RETURN NULL; END IF;
  IF hi = 0 OR probe > m[hi].k THEN RETURN hi + 1; END IF;
  WHILE lo < hi LOOP
    mid := (lo + hi) / 2;
    IF m[mid].k < probe THEN lo := mid + 1; ELSE hi := mid; END IF;
  END LOOP;
  RETURN CASE WHEN m[lo].k = probe THEN lo + 1 ELSE lo END;
END $fn$;

-- DELETE(lo, hi)
CREATE OR REPLACE FUNCTION ora_compat.map_delete(m anyarray, lo text, hi text) RETURNS anyarray
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
CREATE OR REPLACE FUNCTION ora_compat.map_delete(m anyarray, key text) RETURNS anyarray
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT ora_compat.map_delete(m, key, key)
$fn$;
