-- RAW and LOB functions.

-- rules: OR-FUN-027 OR-TYP-016
CREATE OR REPLACE FUNCTION ora_compat.hextoraw(s text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN decode(nullif(CASE WHEN length(s) % 2 = 1 THEN '0' || s ELSE s END, ''), 'hex');

-- rules: OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.rawtohex(r bytea) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN nullif(upper(encode(r, 'hex')), '');

-- RAWTOHEX of text: SQL prints its bytes, PL/SQL takes the text for hexadecimal
-- rules: OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.rawtohex(s text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN nullif(upper(encode(convert_to(s, 'UTF8'), 'hex')), '');

-- rules: OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.rawtohex_pl(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF s !~ '^[0-9A-Fa-f]*$' THEN
    RAISE EXCEPTION 'ORA-06502: PL/SQL: numeric or value error: hex to raw conversion error' USING ERRCODE = '22P02';
  END IF;
  RETURN ora_compat.rawtohex(ora_compat.hextoraw(s));
END $fn$;

-- UTL_RAW.BIT_AND, BIT_OR, BIT_XOR: the rest of the longer value is kept
CREATE OR REPLACE FUNCTION ora_compat.raw_bits(op text, a bytea, b bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
DECLARE r bytea := CASE WHEN length(a) >= length(b) THEN a ELSE b END;
BEGIN
  FOR i IN 0 .. least(length(a), length(b)) - 1 LOOP
    r := set_byte(r, i, CASE op WHEN 'and' THEN get_byte(a, i) & get_byte(b, i) WHEN 'or' THEN get_byte(a, i) | get_byte(b, i)
                                ELSE get_byte(a, i) # get_byte(b, i) END);
  END LOOP;
  RETURN r;
END $fn$;

-- DBMS_LOB.SUBSTR, INSTR: arguments out of range give NULL, nothing counts from the end
-- rules: OR-BIP-002 OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.lob_substr(c text, amount int DEFAULT 32767, off_set int DEFAULT 1) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN amount BETWEEN 1 AND 32767 AND off_set >= 1 THEN nullif(substr(c, off_set, amount), '') END;

-- rules: OR-BIP-002 OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.lob_substr(b bytea, amount int DEFAULT 32767, off_set int DEFAULT 1) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN amount BETWEEN 1 AND 32767 AND off_set >= 1 THEN nullif(substr(b, off_set, amount), '') END;

-- rules: OR-BIP-002 OR-FUN-027
CREATE OR REPLACE FUNCTION ora_compat.lob_instr(c text, p text, off_set int DEFAULT 1, nth int DEFAULT 1) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN off_set >= 1 AND nth >= 1 THEN ora_compat.instr(c, p, off_set, nth) END;
