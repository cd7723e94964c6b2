-- What stands where a person has to write.

-- raises when it is reached; no WHEN OTHERS catches assert_failure
CREATE OR REPLACE FUNCTION ora_compat.unresolved(message text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'P0004', MESSAGE = 'howdah: ' || message;
END $fn$;
