-- Lines of DBMS_OUTPUT that a program reads back.

-- Shows a line, and keeps it until it is read back; what was not read before is dropped.
-- rules: OR-BIP-001
CREATE OR REPLACE FUNCTION ora_compat.put_line_kept(part text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $fn$
DECLARE
  lines text[] := ora_compat.slot_get('ora_compat.lines', '{}'::text[]);
BEGIN
  IF ora_compat.slot_get('ora_compat.lines_read', false) THEN
    lines := '{}';
    PERFORM ora_compat.slot_set('ora_compat.lines_read', false);
  END IF;
  lines := lines || concat(current_setting('ora_compat.output', true), part);
  PERFORM ora_compat.slot_set('ora_compat.lines', lines);
  PERFORM ora_compat.put_line(part);
END $fn$;

-- The oldest line that is kept; 1 where there is none.
-- rules: OR-BIP-001
CREATE OR REPLACE FUNCTION ora_compat.get_line(OUT line text, OUT status integer)
LANGUAGE plpgsql VOLATILE AS $fn$
DECLARE
  lines text[] := ora_compat.slot_get('ora_compat.lines', '{}'::text[]);
BEGIN
  PERFORM ora_compat.slot_set('ora_compat.lines_read', true);
  status := CASE WHEN cardinality(lines) = 0 THEN 1 ELSE 0 END;
  line := lines[1];
  PERFORM ora_compat.slot_set('ora_compat.lines', lines[2:]);
END $fn$;
