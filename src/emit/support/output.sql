-- Lines of DBMS_OUTPUT that are put together from parts.

-- rules: OR-BIP-001
CREATE OR REPLACE FUNCTION ora_compat.put(part text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  PERFORM set_config('ora_compat.output', concat(current_setting('ora_compat.output', true), part), false);
END $fn$;

-- rules: OR-BIP-001
CREATE OR REPLACE FUNCTION ora_compat.put_line(part text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  RAISE NOTICE '%', concat(current_setting('ora_compat.output', true), part);
  PERFORM set_config('ora_compat.output', '', false);
END $fn$;
