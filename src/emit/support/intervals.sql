-- Intervals as text: +000000010 08:00:00.000000000, +123-02.

-- rules: OR-TMZ-036
CREATE OR REPLACE FUNCTION ora_compat.ds_to_text(i interval, day_digits int DEFAULT 9, frac_digits int DEFAULT 9) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  s    numeric := abs(extract(epoch FROM i));
  days bigint  := trunc(s / 86400);
  frac text;
BEGIN
  IF i IS NULL THEN RETURN NULL; END IF;
  IF length(days::text) > day_digits THEN
    RAISE EXCEPTION 'ORA-01873: the leading precision of the interval is too small' USING ERRCODE = '22015';
  END IF;
  s := s - days * 86400::numeric;
  frac := rpad(split_part(to_char(s, 'FM00000.000000'), '.', 2), frac_digits, '0');
  RETURN CASE WHEN extract(epoch FROM i) < 0 THEN '-' ELSE '+' END || lpad(days::text, day_digits, '0') || ' '
      || lpad(trunc(s / 3600)::text, 2, '0') || ':' || lpad((trunc(s / 60) % 60)::text, 2, '0') || ':' || lpad((trunc(s) % 60)::text, 2, '0')
      || CASE WHEN frac_digits > 0 THEN '.' || left(frac, frac_digits) ELSE '' END;
END $fn$;

-- rules: OR-TMZ-036
CREATE OR REPLACE FUNCTION ora_compat.ym_to_text(i interval, year_digits int DEFAULT 9) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN extract(year FROM i) * 12 + extract(month FROM i) < 0 THEN '-' ELSE '+' END
    || lpad(abs(extract(year FROM i))::text, greatest(year_digits, length(abs(extract(year FROM i))::text)), '0')
    || '-' || lpad(abs(extract(month FROM i))::text, 2, '0');

-- TRUNC, ROUND, CEIL of intervals (23ai).  Year-month intervals: YEAR (default), MONTH;
-- day-second intervals: DD (default), HH24, MI, SS.  FLOOR of a positive interval is TRUNC.
CREATE OR REPLACE FUNCTION ora_compat.interval_round(i interval, how text, fmt text DEFAULT NULL) RETURNS interval
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  ym boolean := extract(year FROM i) <> 0 OR extract(month FROM i) <> 0;
  u  numeric := CASE WHEN ym THEN CASE WHEN upper(fmt) IN ('MONTH','MON','MM') THEN 1 ELSE 12 END
                     ELSE CASE left(upper(coalesce(fmt, 'DD')), 2) WHEN 'HH' THEN 3600 WHEN 'MI' THEN 60 WHEN 'SS' THEN 1 ELSE 86400 END END;
  q  numeric := CASE WHEN ym THEN extract(year FROM i) * 12 + extract(month FROM i) ELSE extract(epoch FROM i) END / u;
BEGIN
  q := CASE how WHEN 'trunc' THEN trunc(q) WHEN 'ceil' THEN ceil(q) WHEN 'floor' THEN floor(q) ELSE round(q) END * u;
  RETURN CASE WHEN ym THEN q::int * interval '1 month' ELSE justify_hours(q::double precision * interval '1 second') END;
END $fn$;
