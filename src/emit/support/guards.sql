-- Tables whose rows may not change.

-- Refuses the statement that a trigger was made for; the message is the trigger's argument.
-- rules: OR-CMP-007 OR-DDL-049
CREATE OR REPLACE FUNCTION ora_compat.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $fn$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = '25006';
END $fn$;
