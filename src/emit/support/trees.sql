-- Hierarchical queries.

-- The rows of a branch with one more; a row that is there already closes a loop
-- rules: OR-HIE-005
CREATE OR REPLACE FUNCTION ora_compat.branch(seen anycompatiblearray, key anycompatible) RETURNS anycompatiblearray
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF key = ANY (seen) THEN
    RAISE EXCEPTION 'ORA-01436: CONNECT BY loop in user data' USING ERRCODE = 'OH436';
  END IF;
  RETURN array_append(seen, key);
END $fn$;
