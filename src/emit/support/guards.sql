-- Tables whose rows may not change.

-- Refuses the statement that a trigger was made for; the message is the trigger's argument.
-- rules: OR-CMP-007 OR-DDL-049
CREATE OR REPLACE FUNCTION ora_compat.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $fn$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = '25006';
END $fn$;

-- Checks a value of a subtype with a range; outside of it the error is that of VALUE_ERROR.
-- rules: OR-PLS-016
CREATE OR REPLACE FUNCTION ora_compat.within(v integer, low integer, high integer) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF v NOT BETWEEN low AND high THEN
    RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error' USING ERRCODE = '22003';
  END IF;
  RETURN v;
END $fn$;

-- rules: OR-PLS-016
CREATE OR REPLACE FUNCTION ora_compat.within(v numeric, low numeric, high numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF v NOT BETWEEN low AND high THEN
    RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error' USING ERRCODE = '22003';
  END IF;
  RETURN v;
END $fn$;

-- Checks a value of a field that is never null; the error is that of VALUE_ERROR.
-- rules: OR-PLS-016
CREATE OR REPLACE FUNCTION ora_compat.never_null(v anyelement) RETURNS anyelement
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF v IS NULL THEN
    RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error' USING ERRCODE = '22004';
  END IF;
  RETURN v;
END $fn$;

-- Checks a text that is assigned to a variable of a routine further out; one that is too long raises the error of VALUE_ERROR.
-- rules: OR-PLS-009
CREATE OR REPLACE FUNCTION ora_compat.within_length(v text, longest integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF length(v) > longest THEN
    RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error: character string buffer too small' USING ERRCODE = '22001';
  END IF;
  RETURN v;
END $fn$;
