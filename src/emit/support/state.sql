-- State of a session that no rollback undoes, kept as prepared statements ("slots"). Names are <package>.<variable>.
-- PARALLEL UNSAFE: PREPARE and EXECUTE are refused in parallel mode.

CREATE OR REPLACE FUNCTION ora_compat.slot_exists(slot text) RETURNS boolean
LANGUAGE sql VOLATILE PARALLEL UNSAFE AS $fn$
  SELECT EXISTS (SELECT FROM pg_catalog.pg_prepared_statements p WHERE p.name = slot)
$fn$;

-- (Re)creates a slot from SQL text: made by the compiler or by quote_nullable(), with a
-- schema-qualified cast.  For init__; emitted setters know that the slot exists and use
-- the short form.
CREATE OR REPLACE FUNCTION ora_compat.slot_put(slot text, expr text) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $fn$
BEGIN
  IF ora_compat.slot_exists(slot) THEN
    EXECUTE pg_catalog.format('DEALLOCATE %I', slot);
  END IF;
  EXECUTE pg_catalog.format('PREPARE %I AS SELECT %s', slot, expr);
END $fn$;

-- (Re)creates a slot from a value of any type: the generic setter, 15 us slower than the
-- short form (slot_get: 4).  Composites are stored field by field, as slot_get needs them.
CREATE OR REPLACE FUNCTION ora_compat.slot_set(slot text, value anyelement) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $fn$
DECLARE
  type_name text;
  kind      "char";
BEGIN
  SELECT pg_catalog.format('%I.%I', n.nspname, t.typname), t.typtype INTO type_name, kind
  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  WHERE t.oid = pg_catalog.pg_typeof(value);
  PERFORM ora_compat.slot_put(slot, pg_catalog.format(CASE kind WHEN 'c' THEN '(%L::%s).*' ELSE '%L::%s' END, value, type_name));
END $fn$;

-- The value of a slot; initial, the value of the declaration, until the first slot_set.
CREATE OR REPLACE FUNCTION ora_compat.slot_get(slot text, initial anyelement) RETURNS anyelement
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $fn$
BEGIN
  IF ora_compat.slot_exists(slot) THEN
    EXECUTE pg_catalog.format('EXECUTE %I', slot) INTO initial;
  END IF;
  RETURN initial;
END $fn$;

-- DBMS_SESSION.RESET_PACKAGE, and what a pool should call when it hands a session to
-- another client: every package starts again with its initial values.  A slot is a
-- statement prepared in SQL whose name begins with a schema and a point, or is the name
-- of a schema that has an init__.
-- rules: OR-BIP-013 OR-PKG-008
CREATE OR REPLACE FUNCTION ora_compat.reset_packages() RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE AS $fn$
DECLARE
  slot record;
BEGIN
  FOR slot IN
    SELECT s.name, n.nspname AS package,
           EXISTS (SELECT FROM pg_catalog.pg_proc f WHERE f.pronamespace = n.oid AND f.proname = 'init__') AS has_init
    FROM pg_catalog.pg_prepared_statements s
    JOIN pg_catalog.pg_namespace n ON n.nspname = split_part(s.name, '.', 1)
    WHERE s.from_sql
  LOOP
    CONTINUE WHEN slot.name = slot.package AND NOT slot.has_init;
    EXECUTE pg_catalog.format('DEALLOCATE %I', slot.name);
    IF slot.has_init THEN
      PERFORM set_config(slot.package || '.ready', '', false);
    END IF;
  END LOOP;
END $fn$;
