-- Settings of the library: a custom setting with a default.

-- rules: OR-DIC-007 OR-TMZ-040
CREATE OR REPLACE FUNCTION ora_compat.cfg(name text, dflt text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('ora_compat.' || name, true), ''), dflt);
