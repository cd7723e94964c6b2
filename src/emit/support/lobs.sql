-- Large objects that a program builds: values, where Oracle has places.

-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_refused() RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error: invalid LOB locator or argument' USING ERRCODE = '22023';
END $fn$;

-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_append(lob text, part text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF lob IS NULL OR part IS NULL THEN PERFORM ora_compat.lob_refused(); END IF;
  RETURN lob || part;
END $fn$;

-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_append(lob bytea, part bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF lob IS NULL OR part IS NULL THEN PERFORM ora_compat.lob_refused(); END IF;
  RETURN lob || part;
END $fn$;

-- The amount may be less than the buffer holds, not more.
-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_writeappend(lob text, amount integer, buffer text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF lob IS NULL OR buffer IS NULL OR (amount BETWEEN 1 AND length(buffer)) IS NOT TRUE THEN
    PERFORM ora_compat.lob_refused();
  END IF;
  RETURN lob || left(buffer, amount);
END $fn$;

-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_writeappend(lob bytea, amount integer, buffer bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF lob IS NULL OR buffer IS NULL OR (amount BETWEEN 1 AND octet_length(buffer)) IS NOT TRUE THEN
    PERFORM ora_compat.lob_refused();
  END IF;
  RETURN lob || substring(buffer FROM 1 FOR amount);
END $fn$;

-- What lies between the end and the offset becomes blanks.
-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_write(lob text, amount integer, off_set integer, buffer text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF lob IS NULL OR buffer IS NULL OR (off_set >= 1 AND amount BETWEEN 1 AND length(buffer)) IS NOT TRUE THEN
    PERFORM ora_compat.lob_refused();
  END IF;
  RETURN overlay(rpad(lob, greatest(length(lob), off_set - 1)) PLACING left(buffer, amount) FROM off_set FOR amount);
END $fn$;

-- What lies between the end and the offset becomes zeros.
-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_write(lob bytea, amount integer, off_set integer, buffer bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF lob IS NULL OR buffer IS NULL OR (off_set >= 1 AND amount BETWEEN 1 AND octet_length(buffer)) IS NOT TRUE THEN
    PERFORM ora_compat.lob_refused();
  END IF;
  IF off_set - 1 > octet_length(lob) THEN
    lob := lob || decode(repeat('00', off_set - 1 - octet_length(lob)), 'hex');
  END IF;
  RETURN overlay(lob PLACING substring(buffer FROM 1 FOR amount) FROM off_set FOR amount);
END $fn$;

-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_trim(lob text, newlen integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF (newlen BETWEEN 0 AND length(lob)) IS NOT TRUE THEN PERFORM ora_compat.lob_refused(); END IF;
  RETURN left(lob, newlen);
END $fn$;

-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_trim(lob bytea, newlen integer) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF (newlen BETWEEN 0 AND octet_length(lob)) IS NOT TRUE THEN PERFORM ora_compat.lob_refused(); END IF;
  RETURN substring(lob FROM 1 FOR newlen);
END $fn$;

-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_copy(lob text, source text, amount integer, to_offset integer DEFAULT 1, from_offset integer DEFAULT 1) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  part text;
BEGIN
  IF (from_offset BETWEEN 1 AND length(source) AND amount >= 1) IS NOT TRUE THEN PERFORM ora_compat.lob_refused(); END IF;
  part := substr(source, from_offset, amount);
  RETURN ora_compat.lob_write(lob, length(part), to_offset, part);
END $fn$;

-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_copy(lob bytea, source bytea, amount integer, to_offset integer DEFAULT 1, from_offset integer DEFAULT 1) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  part bytea;
BEGIN
  IF (from_offset BETWEEN 1 AND octet_length(source) AND amount >= 1) IS NOT TRUE THEN PERFORM ora_compat.lob_refused(); END IF;
  part := substring(source FROM from_offset FOR amount);
  RETURN ora_compat.lob_write(lob, octet_length(part), to_offset, part);
END $fn$;

-- A part of a large object; past its end there is no data.
-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_read(lob text, amount integer, off_set integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF lob IS NULL OR (amount >= 1 AND off_set >= 1) IS NOT TRUE THEN PERFORM ora_compat.lob_refused(); END IF;
  IF off_set > length(lob) THEN
    RAISE EXCEPTION 'ORA-01403: no data found' USING ERRCODE = 'P0002';
  END IF;
  RETURN substr(lob, off_set, amount);
END $fn$;

-- rules: OR-BIP-002
CREATE OR REPLACE FUNCTION ora_compat.lob_read(lob bytea, amount integer, off_set integer) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF lob IS NULL OR (amount >= 1 AND off_set >= 1) IS NOT TRUE THEN PERFORM ora_compat.lob_refused(); END IF;
  IF off_set > octet_length(lob) THEN
    RAISE EXCEPTION 'ORA-01403: no data found' USING ERRCODE = 'P0002';
  END IF;
  RETURN substring(lob FROM off_set FOR amount);
END $fn$;
