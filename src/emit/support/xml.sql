-- Values and nodes of XML.

-- the text of what a path finds, one behind the other; NULL for nothing
-- rules: OR-FUN-021
CREATE OR REPLACE FUNCTION ora_compat.xml_text(path text, x xml) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT nullif(string_agg(v.t, ''), '') FROM xmltable(path PASSING x COLUMNS t text PATH '.') AS v
$fn$;

-- EXTRACTVALUE: the text of the one node that a path finds
-- rules: OR-FUN-021
CREATE OR REPLACE FUNCTION ora_compat.xml_value(path text, x xml) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
DECLARE
  found text[] := ARRAY(SELECT v.t FROM xmltable(path PASSING x COLUMNS t text PATH '.') AS v);
BEGIN
  IF cardinality(found) > 1 THEN
    RAISE EXCEPTION 'ORA-19025: EXTRACTVALUE returns value of only one node' USING ERRCODE = '2200M';
  END IF;
  RETURN nullif(found[1], '');
END $fn$;

-- XMLQUERY: the nodes that a path finds, one behind the other; NULL for none
-- rules: OR-FUN-021
CREATE OR REPLACE FUNCTION ora_compat.xml_nodes(path text, x xml) RETURNS xml
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $fn$
  SELECT xmlagg(n) FROM unnest(xpath(path, x)) AS n
$fn$;
