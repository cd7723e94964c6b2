-- Collections, checked. There are three shapes, all of them ordinary PostgreSQL arrays:
--   list   T[]       nested table without holes, VARRAY, dense INDEX BY table
--   cells  cell[]    nested table with holes; cell is (v T), a NULL cell is a hole
--   map    entry[]   associative array; entry is (k key, v T), sorted by k
-- Positions (sub, new_sub, cell_*, map_*) only read their array, so that "a[ora_compat.sub(a, i)] := x" stays in place.
-- OC531 is ORA-06531, OC532 ORA-06532, OC533 ORA-06533, OC381 ORA-24381, P0002 ORA-01403, 22004 ORA-06502 (NULL key).

-- IMMUTABLE so that the SQL helpers below can be inlined.  The planner evaluates
-- an immutable call with constant arguments early, even in a CASE branch that is
-- never reached: always pass an expression over the collection, never a literal.
CREATE OR REPLACE FUNCTION ora_compat.coll_error(ora int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  CASE ora
    WHEN 6531 THEN RAISE EXCEPTION 'ORA-06531: Reference to uninitialized collection' USING ERRCODE = 'OC531';
    WHEN 6532 THEN RAISE EXCEPTION 'ORA-06532: Subscript outside of limit' USING ERRCODE = 'OC532';
    WHEN 6533 THEN RAISE EXCEPTION 'ORA-06533: Subscript beyond count' USING ERRCODE = 'OC533';
    WHEN 1403 THEN RAISE EXCEPTION 'ORA-01403: no data found' USING ERRCODE = 'P0002';
    ELSE           RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error: NULL index table key value' USING ERRCODE = '22004';
  END CASE;
END $fn$;
