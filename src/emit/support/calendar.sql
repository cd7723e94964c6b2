-- Calendar functions.

-- rules: OR-TMZ-014
CREATE OR REPLACE FUNCTION ora_compat.last_day(d timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_trunc('month', d) + interval '1 month' - interval '1 day' + d::time;

-- rules: OR-CMP-008 OR-TMZ-012
CREATE OR REPLACE FUNCTION ora_compat.add_months(d timestamp, n numeric) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN d = ora_compat.last_day(d)
            THEN ora_compat.last_day(d + trunc(n)::int * interval '1 month')
            ELSE d + trunc(n)::int * interval '1 month' END;

-- date + INTERVAL YEAR TO MONTH: a day that the month does not have is ORA-01839
-- rules: OR-TMZ-032
CREATE OR REPLACE FUNCTION ora_compat.add_ym(d timestamp, i interval) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF extract(day FROM d + i) <> extract(day FROM d) THEN
    RAISE EXCEPTION 'ORA-01839: date not valid for month specified' USING ERRCODE = '22008';
  END IF;
  RETURN d + i;
END $fn$;

-- date - date, a number of days with NUMBER's digits
-- rules: OR-TMZ-008
CREATE OR REPLACE FUNCTION ora_compat.days_between(a timestamp, b timestamp) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ora_compat.div(extract(epoch FROM a - b), 86400);

-- rules: OR-TMZ-013
CREATE OR REPLACE FUNCTION ora_compat.months_between(a timestamp, b timestamp) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN extract(day FROM a) = extract(day FROM b)
              OR (date_trunc('day', a) = date_trunc('day', ora_compat.last_day(a))
                  AND date_trunc('day', b) = date_trunc('day', ora_compat.last_day(b)))
            THEN (extract(year FROM a) - extract(year FROM b)) * 12 + extract(month FROM a) - extract(month FROM b)
            ELSE ora_compat.number40((extract(year FROM a) - extract(year FROM b)) * 12 + extract(month FROM a) - extract(month FROM b)
                 + ora_compat.div((extract(day FROM a) - extract(day FROM b)) * 86400
                                  + extract(epoch FROM a::time) - extract(epoch FROM b::time), 2678400)) END;

-- rules: OR-TMZ-014
CREATE OR REPLACE FUNCTION ora_compat.next_day(d timestamp, dayname text) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
DECLARE want int := array_position(ARRAY['SUN','MON','TUE','WED','THU','FRI','SAT'], upper(left(btrim(dayname), 3)));
BEGIN
  IF want IS NULL AND dayname ~ '^[1-7]$' THEN want := dayname::int; END IF;   -- numeric form, AMERICA territory
  IF want IS NULL THEN RAISE EXCEPTION 'ORA-01846: not a valid day of the week' USING ERRCODE = '22007'; END IF;
  RETURN d + ((want - 1 - extract(dow FROM d)::int + 6) % 7 + 1) * interval '1 day';
END $fn$;

CREATE OR REPLACE FUNCTION ora_compat.bad_date_model(fmt text) RETURNS timestamp
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF fmt IS NULL THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'ORA-01898: too many precision specifiers or bad date model "%"', fmt USING ERRCODE = '22007';
END $fn$;

-- rules: OR-TMZ-010
CREATE OR REPLACE FUNCTION ora_compat.trunc(d timestamp, fmt text DEFAULT 'DD') RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE upper(fmt)
  WHEN 'DD' THEN date_trunc('day', d) WHEN 'DDD' THEN date_trunc('day', d) WHEN 'J' THEN date_trunc('day', d)
  WHEN 'MM' THEN date_trunc('month', d) WHEN 'MON' THEN date_trunc('month', d)
  WHEN 'MONTH' THEN date_trunc('month', d) WHEN 'RM' THEN date_trunc('month', d)
  WHEN 'YYYY' THEN date_trunc('year', d) WHEN 'YEAR' THEN date_trunc('year', d) WHEN 'YY' THEN date_trunc('year', d)
  WHEN 'Y' THEN date_trunc('year', d) WHEN 'YYY' THEN date_trunc('year', d)
  WHEN 'SYYYY' THEN date_trunc('year', d) WHEN 'SYEAR' THEN date_trunc('year', d)
  WHEN 'Q' THEN date_trunc('quarter', d)
  WHEN 'CC' THEN date_trunc('century', d) WHEN 'SCC' THEN date_trunc('century', d)
  WHEN 'HH' THEN date_trunc('hour', d) WHEN 'HH24' THEN date_trunc('hour', d) WHEN 'HH12' THEN date_trunc('hour', d)
  WHEN 'MI' THEN date_trunc('minute', d)
  WHEN 'IW' THEN date_trunc('week', d)
  WHEN 'DAY' THEN date_trunc('day', d) - extract(dow FROM d)::int * interval '1 day'
  WHEN 'DY'  THEN date_trunc('day', d) - extract(dow FROM d)::int * interval '1 day'
  WHEN 'D'   THEN date_trunc('day', d) - extract(dow FROM d)::int * interval '1 day'
  WHEN 'WW'  THEN date_trunc('day', d) - ((extract(doy FROM d)::int - 1) % 7) * interval '1 day'
  WHEN 'W'   THEN date_trunc('day', d) - ((extract(day FROM d)::int - 1) % 7) * interval '1 day'
  WHEN 'IYYY' THEN date_trunc('week', make_date(extract(isoyear FROM d)::int, 1, 4)::timestamp)
  WHEN 'IY'   THEN date_trunc('week', make_date(extract(isoyear FROM d)::int, 1, 4)::timestamp)
  WHEN 'IYY'  THEN date_trunc('week', make_date(extract(isoyear FROM d)::int, 1, 4)::timestamp)
  WHEN 'I'    THEN date_trunc('week', make_date(extract(isoyear FROM d)::int, 1, 4)::timestamp)
  ELSE ora_compat.bad_date_model(fmt)
END;

-- rules: OR-TMZ-010
CREATE OR REPLACE FUNCTION ora_compat.round(d timestamp, fmt text DEFAULT 'DD') RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN upper(fmt) IN ('DD','DDD','J') THEN date_trunc('day', d + interval '12 hours')
  WHEN upper(fmt) IN ('HH','HH12','HH24') THEN date_trunc('hour', d + interval '30 minutes')
  WHEN upper(fmt) = 'MI' THEN date_trunc('minute', d + interval '30 seconds')
  WHEN upper(fmt) IN ('MM','MON','MONTH','RM') THEN
       date_trunc('month', d) + CASE WHEN extract(day FROM d) >= 16 THEN interval '1 month' ELSE interval '0' END
  WHEN upper(fmt) IN ('Y','YY','YYY','YYYY','SYYYY','YEAR','SYEAR') THEN
       date_trunc('year', d) + CASE WHEN extract(month FROM d) >= 7 THEN interval '1 year' ELSE interval '0' END
  WHEN upper(fmt) = 'Q' THEN
       date_trunc('quarter', d) + CASE WHEN d >= date_trunc('quarter', d) + interval '1 month 15 days'
                                       THEN interval '3 months' ELSE interval '0' END
  WHEN upper(fmt) IN ('CC','SCC') THEN
       date_trunc('century', d) + CASE WHEN d >= date_trunc('century', d) + interval '50 years'
                                       THEN interval '100 years' ELSE interval '0' END
  WHEN upper(fmt) IN ('I','IY','IYY','IYYY') THEN                -- the nearer of the two ISO-year starts
       CASE WHEN d - ora_compat.trunc(d, 'IYYY')
                 < date_trunc('week', make_date(extract(isoyear FROM d)::int + 1, 1, 4)::timestamp) - d
            THEN ora_compat.trunc(d, 'IYYY')
            ELSE date_trunc('week', make_date(extract(isoyear FROM d)::int + 1, 1, 4)::timestamp) END
  ELSE ora_compat.trunc(d, fmt)                                  -- weeks: up from 3.5 days after their start
       + CASE WHEN d - ora_compat.trunc(d, fmt) >= interval '84 hours' THEN interval '7 days' ELSE interval '0' END
END;

-- CEIL(date, model) of 23ai; FLOOR(date, model) is trunc
-- rules: OR-TMZ-010
CREATE OR REPLACE FUNCTION ora_compat.ceil(d timestamp, fmt text DEFAULT 'DD') RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ora_compat.trunc(d, fmt) = d THEN d
  ELSE ora_compat.trunc(d, fmt) + CASE
    WHEN upper(fmt) IN ('MM','MON','MONTH','RM') THEN interval '1 month'
    WHEN upper(fmt) = 'Q' THEN interval '3 months'
    WHEN upper(fmt) IN ('Y','YY','YYY','YYYY','SYYYY','YEAR','SYEAR') THEN interval '1 year'
    WHEN upper(fmt) IN ('CC','SCC') THEN interval '100 years'
    WHEN upper(fmt) IN ('HH','HH12','HH24') THEN interval '1 hour'
    WHEN upper(fmt) = 'MI' THEN interval '1 minute'
    WHEN upper(fmt) IN ('DD','DDD','J') THEN interval '1 day'
    WHEN upper(fmt) IN ('I','IY','IYY','IYYY')
      THEN date_trunc('week', make_date(extract(isoyear FROM d)::int + 1, 1, 4)::timestamp) - ora_compat.trunc(d, 'IYYY')
    ELSE interval '7 days' END END;
