-- Columns that the source's server encrypted: extension pgcrypto, with the key of the session's setting.

-- The value, encrypted with ora_compat.column_key.
-- rules: OR-CMP-004
CREATE OR REPLACE FUNCTION ora_compat.encrypted(v text) RETURNS bytea
LANGUAGE plpgsql VOLATILE AS $fn$
BEGIN
  RETURN pgp_sym_encrypt(v, current_setting('ora_compat.column_key'));
END $fn$;

-- The value that ora_compat.encrypted took.
-- rules: OR-CMP-004
CREATE OR REPLACE FUNCTION ora_compat.decrypted(v bytea) RETURNS text
LANGUAGE plpgsql STABLE AS $fn$
BEGIN
  RETURN pgp_sym_decrypt(v, current_setting('ora_compat.column_key'));
END $fn$;
