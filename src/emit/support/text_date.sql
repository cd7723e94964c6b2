-- Text as date and time.

-- One pass over model and text, with Oracle's rules: punctuation may differ or be
-- missing, numbers may be shorter, trailing time elements may be absent, but
-- everything in the text must be used up (ORA-01830); FX is strict.
-- rules: OR-TMZ-017
CREATE OR REPLACE FUNCTION ora_compat.dt_parse(v text, fmt text, OUT ts timestamp, OUT zone text)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $fn$
DECLARE
  f     text := fmt;
  x     text := btrim(v, E' \t\n\r');
  up    text; m text[]; d text; w int; k int;
  fx    boolean := false;  fm boolean := false;
  short boolean := false;                                        -- last number had fewer digits than its element
  omit  boolean := false;                                        -- punctuation of the model missing in the text
  cur   timestamp := ora_compat.sysdate();
  y     int; mon int; dd int; hh int; mi int := 0; ss int := 0; us numeric := 0;
  h12   boolean := false; pm boolean; bc boolean := false; ddd int; jul int; secs int; wd text; tzh text; tzm text := '00';
  months text[] := '{JANUARY,FEBRUARY,MARCH,APRIL,MAY,JUNE,JULY,AUGUST,SEPTEMBER,OCTOBER,NOVEMBER,DECEMBER}';
  days  text[] := '{SUNDAY,MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY,SATURDAY}';
  roman text[] := '{I,II,III,IV,V,VI,VII,VIII,IX,X,XI,XII}';
  elem  CONSTANT text := '^(SYYYY|YYYY|RRRR|Y,YYY|YYY|YY|RR|Y|MONTH|MON|MM|MI|RM|DDD|DAY|DD|DY|D|HH24|HH12|HH|SSSSS|SS|FF[1-9]?|FM|FX|'
                         'AM|PM|A\.M\.|P\.M\.|AD|BC|A\.D\.|B\.C\.|TZH|TZM|TZR|TZD|J|X)';
BEGIN
  IF v IS NULL OR v = '' OR fmt IS NULL OR fmt = '' THEN RETURN; END IF;
  WHILE f <> '' LOOP
    m := regexp_match(f, '^"([^"]*)"');
    IF m IS NOT NULL THEN                                        -- quoted text
      f := substr(f, length(m[1]) + 3);
      x := CASE WHEN fx THEN x ELSE ltrim(x) END;
      IF starts_with(x, m[1]) THEN x := substr(x, length(m[1]) + 1);
      ELSIF x <> '' THEN RAISE EXCEPTION 'ORA-01861: literal does not match format string' USING ERRCODE = '22007';
      END IF;
      CONTINUE;
    END IF;
    IF f ~ '^[^A-Za-z0-9"]' THEN                                 -- punctuation
      IF fx AND left(f, 1) <> left(x, 1) THEN
        RAISE EXCEPTION 'ORA-01861: literal does not match format string' USING ERRCODE = '22007';
      END IF;
      omit := x ~ '^[[:alnum:]]';
      IF omit AND short THEN
        RAISE EXCEPTION 'ORA-01861: literal does not match format string' USING ERRCODE = '22007';
      END IF;
      IF f LIKE ' %' THEN x := CASE WHEN fx THEN substr(x, 2) ELSE ltrim(x) END;
      ELSIF x ~ '^\s*[^[:alnum:]\s]' AND NOT (x ~ '^\s*[-+]\d' AND f ~* '^.?(TZH|SYYYY)' AND f ~ '^\s') THEN
        x := regexp_replace(x, '^\s*[^[:alnum:]\s]', '');
      ELSIF x ~ '^\s' THEN x := ltrim(x);
      END IF;
      f := substr(f, 2);
      CONTINUE;
    END IF;
    m := regexp_match(f, elem, 'i');
    IF m IS NULL THEN
      IF f ~* '^(Q|WW|W|IW|IYYY|IYY|IY|I|CC|SCC|YEAR|SYEAR)' THEN
        RAISE EXCEPTION 'ORA-01820: format code cannot appear in date input format' USING ERRCODE = '22007';
      END IF;
      RAISE EXCEPTION 'ORA-01821: date format not recognized near "%"', f USING ERRCODE = '22007';
    END IF;
    up := upper(m[1]);
    f := substr(f, length(up) + 1);
    IF up = 'FX' THEN fx := NOT fx; CONTINUE; END IF;
    IF up = 'FM' THEN fm := NOT fm; CONTINUE; END IF;
    IF NOT fx THEN x := ltrim(x); END IF;
    IF x = '' THEN
      IF up ~ '^(HH|MI|SS|FF|AM|PM|A\.M|P\.M|X|TZ|AD|BC|A\.D|B\.C)' THEN CONTINUE; END IF;   -- missing time: midnight
      RAISE EXCEPTION 'ORA-01840: input value not long enough for date format' USING ERRCODE = '22007';
    END IF;

    -- names
    IF omit AND x ~ '^[0-9]' AND up IN ('MON', 'MONTH', 'DAY', 'DY') THEN
      RAISE EXCEPTION 'ORA-01861: literal does not match format string' USING ERRCODE = '22007';
    END IF;
    omit := false;
    IF up IN ('MON', 'MONTH') OR (up = 'MM' AND x ~ '^[A-Za-z]') THEN
      d := upper(substring(x FROM '^[[:alpha:]]+'));
      mon := NULL;
      FOR i IN 1 .. 12 LOOP
        IF d = months[i] OR d = left(months[i], 3) THEN mon := i; END IF;
      END LOOP;
      IF mon IS NULL THEN RAISE EXCEPTION 'ORA-01843: not a valid month' USING ERRCODE = '22007'; END IF;
      x := substr(x, length(d) + 1);
      CONTINUE;
    ELSIF up IN ('DAY', 'DY') THEN
      d := upper(substring(x FROM '^[[:alpha:]]+'));
      FOR i IN 1 .. 7 LOOP
        IF d = days[i] OR d = left(days[i], 3) THEN wd := (i - 1)::text; END IF;
      END LOOP;
      IF wd IS NULL THEN RAISE EXCEPTION 'ORA-01846: not a valid day of the week' USING ERRCODE = '22007'; END IF;
      x := substr(x, length(d) + 1);
      CONTINUE;
    ELSIF up = 'RM' THEN
      d := upper(substring(x FROM '^[IVXivx]+'));
      mon := array_position(roman, d);
      IF mon IS NULL THEN RAISE EXCEPTION 'ORA-01843: not a valid month' USING ERRCODE = '22007'; END IF;
      x := substr(x, length(d) + 1);
      CONTINUE;
    ELSIF up IN ('AM', 'PM', 'A.M.', 'P.M.') THEN
      m := regexp_match(x, CASE WHEN up ~ '\.' THEN '^([AP]\.M\.)' ELSE '^([AP]M)' END, 'i');
      IF m IS NULL THEN RAISE EXCEPTION 'ORA-01855: AM/A.M. or PM/P.M. required' USING ERRCODE = '22007'; END IF;
      pm := upper(m[1]) LIKE 'P%';
      x := substr(x, length(m[1]) + 1);
      CONTINUE;
    ELSIF up IN ('AD', 'BC', 'A.D.', 'B.C.') THEN
      m := regexp_match(x, CASE WHEN up ~ '\.' THEN '^(A\.D\.|B\.C\.)' ELSE '^(AD|BC)' END, 'i');
      IF m IS NULL THEN RAISE EXCEPTION 'ORA-01864: era is invalid' USING ERRCODE = '22007'; END IF;
      bc := upper(m[1]) LIKE 'B%';
      x := substr(x, length(m[1]) + 1);
      CONTINUE;
    ELSIF up = 'X' THEN
      x := regexp_replace(x, '^[.,]', '');
      CONTINUE;
    ELSIF up = 'TZH' THEN
      m := regexp_match(x, '^([+-]?\d{1,2})');
      IF m IS NULL THEN RAISE EXCEPTION 'ORA-01875: time zone hour must be between -12 and 14' USING ERRCODE = '22007'; END IF;
      tzh := m[1]; x := substr(x, length(m[1]) + 1);
      CONTINUE;
    ELSIF up = 'TZM' THEN
      m := regexp_match(x, '^(\d{1,2})');
      IF m IS NULL THEN RAISE EXCEPTION 'ORA-01876: time zone minute must be between -59 and 59' USING ERRCODE = '22007'; END IF;
      tzm := m[1]; x := substr(x, length(m[1]) + 1);
      CONTINUE;
    ELSIF up IN ('TZR', 'TZD') THEN
      m := regexp_match(x, '^([+-]\d{1,2}:?\d{2}|[A-Za-z][A-Za-z_/+0-9-]*)');
      IF m IS NULL THEN RAISE EXCEPTION 'ORA-01882: timezone region not found' USING ERRCODE = '22007'; END IF;
      IF up = 'TZR' THEN zone := m[1]; END IF;
      x := substr(x, length(m[1]) + 1);
      CONTINUE;
    END IF;

    -- numbers
    w := CASE WHEN up IN ('YYYY','RRRR','SYYYY') THEN 4 WHEN up IN ('YYY','DDD') THEN 3 WHEN up IN ('Y','D') THEN 1 WHEN up = 'SSSSS' THEN 5
              WHEN up = 'J' THEN 7 WHEN up = 'FF' THEN 9 WHEN up ~ '^FF' THEN right(up, 1)::int WHEN up = 'Y,YYY' THEN 5
              WHEN up IN ('YY','RR') AND x ~ '^\d{4}' AND f !~* '^(FM)?(MM|DD|D|HH|MI|SS|YY|J|FF)' AND NOT fx THEN 4 ELSE 2 END;
    k := 1;
    IF up = 'SYYYY' AND x ~ '^-' THEN k := -1; x := substr(x, 2); END IF;
    d := substring(x FROM CASE WHEN up = 'Y,YYY' THEN '^\d,?\d{1,3}' ELSE '^\d{1,' || w || '}' END);
    IF d IS NULL THEN RAISE EXCEPTION 'ORA-01858: a non-numeric character was found where a numeric was expected' USING ERRCODE = '22007'; END IF;
    IF fx AND NOT fm AND up !~ '^(FF|J)' AND length(d) <> w THEN
      RAISE EXCEPTION 'ORA-01862: the numeric value does not match the length of the format item' USING ERRCODE = '22007';
    END IF;
    x := substr(x, length(d) + 1);
    short := length(d) < w AND NOT (length(d) = 2 AND up IN ('RRRR', 'YY', 'RR')) AND up <> 'J';
    IF up ~ '^FF' THEN us := rpad(left(d, 6), 6, '0')::numeric; CONTINUE; END IF;   -- beyond microseconds: dropped
    d := replace(d, ',', '');
    CASE up
      WHEN 'MM' THEN mon := d::int;
        IF mon NOT BETWEEN 1 AND 12 THEN RAISE EXCEPTION 'ORA-01843: not a valid month' USING ERRCODE = '22008'; END IF;
      WHEN 'DD' THEN dd := d::int;
        IF dd NOT BETWEEN 1 AND 31 THEN RAISE EXCEPTION 'ORA-01847: day of month must be between 1 and last day of month' USING ERRCODE = '22008'; END IF;
      WHEN 'DDD' THEN ddd := d::int;
      WHEN 'J' THEN jul := d::int;
      WHEN 'D' THEN NULL;
      WHEN 'HH24' THEN hh := d::int;
        IF hh > 23 THEN RAISE EXCEPTION 'ORA-01850: hour must be between 0 and 23' USING ERRCODE = '22008'; END IF;
      WHEN 'MI' THEN mi := d::int;
        IF mi > 59 THEN RAISE EXCEPTION 'ORA-01851: minutes must be between 0 and 59' USING ERRCODE = '22008'; END IF;
      WHEN 'SS' THEN ss := d::int;
        IF ss > 59 THEN RAISE EXCEPTION 'ORA-01852: seconds must be between 0 and 59' USING ERRCODE = '22008'; END IF;
      WHEN 'SSSSS' THEN secs := d::int;
        IF secs > 86399 THEN RAISE EXCEPTION 'ORA-01853: seconds in day must be between 0 and 86399' USING ERRCODE = '22008'; END IF;
      ELSE
        IF up IN ('HH', 'HH12') THEN
          hh := d::int; h12 := true;
          IF hh NOT BETWEEN 1 AND 12 THEN RAISE EXCEPTION 'ORA-01849: hour must be between 1 and 12' USING ERRCODE = '22008'; END IF;
        ELSE                                                     -- years
          y := d::int;
          k := k * y;
          IF length(d) <= 2 AND up IN ('RR', 'RRRR') THEN
            y := (extract(year FROM cur)::int / 100) * 100 + y
                 + CASE WHEN y < 50 AND extract(year FROM cur)::int % 100 >= 50 THEN 100
                        WHEN y >= 50 AND extract(year FROM cur)::int % 100 < 50 THEN -100 ELSE 0 END;
          ELSIF up IN ('YY', 'YYY', 'Y') AND length(d) < 4 THEN
            w := 10 ^ length(up);
            y := (extract(year FROM cur)::int / w) * w + y;
          ELSE y := k;
          END IF;
          IF y = 0 THEN
            RAISE EXCEPTION 'ORA-01841: (full) year must be between -4713 and +9999, and not be 0' USING ERRCODE = '22008';
          END IF;
        END IF;
    END CASE;
  END LOOP;
  IF btrim(x) <> '' THEN
    RAISE EXCEPTION 'ORA-01830: date format picture ends before converting entire input string' USING ERRCODE = '22007';
  END IF;

  IF tzh IS NOT NULL THEN
    zone := CASE WHEN tzh LIKE '-%' THEN '-' ELSE '+' END || lpad(ltrim(tzh, '+-'), 2, '0') || ':' || lpad(tzm, 2, '0');
  END IF;
  IF h12 THEN hh := hh % 12 + CASE WHEN pm THEN 12 ELSE 0 END; END IF;
  IF secs IS NOT NULL THEN hh := secs / 3600; mi := secs / 60 % 60; ss := secs % 60; END IF;
  IF jul IS NOT NULL THEN
    ts := ('J' || jul)::date;
  ELSE
    y := coalesce(y, extract(year FROM cur)::int);
    IF bc THEN y := -y; END IF;
    IF ddd IS NOT NULL THEN
      IF ddd < 1 OR ddd > (CASE WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 366 ELSE 365 END) THEN
        RAISE EXCEPTION 'ORA-01848: day of year must be between 1 and 365 (366 for leap year)' USING ERRCODE = '22008';
      END IF;
      ts := make_timestamp(y, 1, 1, 0, 0, 0) + (ddd - 1) * interval '1 day';
    ELSE
      mon := coalesce(mon, extract(month FROM cur)::int);
      dd := coalesce(dd, 1);
      IF dd > extract(day FROM make_timestamp(y, mon, 1, 0, 0, 0) + interval '1 month' - interval '1 day') THEN
        RAISE EXCEPTION 'ORA-01839: date not valid for month specified' USING ERRCODE = '22008';
      END IF;
      ts := make_timestamp(y, mon, dd, 0, 0, 0);
    END IF;
  END IF;
  IF wd IS NOT NULL AND wd::int <> extract(dow FROM ts) THEN
    RAISE EXCEPTION 'ORA-01835: day of week conflicts with Julian date' USING ERRCODE = '22008';
  END IF;
  ts := ts + make_interval(hours => coalesce(hh, 0), mins => mi, secs => ss) + us * interval '1 microsecond';
END $fn$;

-- rules: OR-TMZ-003
CREATE OR REPLACE FUNCTION ora_compat.to_timestamp(v text, fmt text) RETURNS timestamp
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT p.ts FROM ora_compat.dt_parse(v, fmt) AS p);

-- rules: OR-TMZ-015 OR-TMZ-017 OR-TMZ-018 OR-TMZ-019 OR-TMZ-020 OR-TMZ-024
CREATE OR REPLACE FUNCTION ora_compat.to_date(v text, fmt text) RETURNS timestamp
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT date_trunc('second', p.ts) FROM ora_compat.dt_parse(v, fmt) AS p);

-- a text without a zone is taken in the session's zone
CREATE OR REPLACE FUNCTION ora_compat.to_timestamp_tz(v text, fmt text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT CASE WHEN p.zone IS NULL THEN p.ts::timestamptz
                    WHEN p.zone ~ '^[+-]' THEN p.ts AT TIME ZONE p.zone::interval
                    ELSE p.ts AT TIME ZONE p.zone END FROM ora_compat.dt_parse(v, fmt) AS p);

-- TO_UTC_TIMESTAMP_TZ(v): ISO 8601 text, UTC when it has no zone
CREATE OR REPLACE FUNCTION ora_compat.to_utc(v text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN v ~* '(Z|[+-]\d\d(:?\d\d)?)$' AND v ~ ':' THEN v::timestamptz ELSE v::timestamp AT TIME ZONE 'UTC' END;

-- VALIDATE_CONVERSION(v AS DATE, fmt), TO_DATE(v DEFAULT d ON CONVERSION ERROR, fmt)
-- rules: OR-FUN-025 OR-TMZ-020
CREATE OR REPLACE FUNCTION ora_compat.to_timestamp_or(v text, dflt timestamp, fmt text) RETURNS timestamp
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $fn$
BEGIN
  RETURN ora_compat.to_timestamp(v, fmt);
EXCEPTION WHEN data_exception THEN
  RETURN dflt;
END $fn$;

-- rules: OR-FUN-025 OR-TMZ-020
CREATE OR REPLACE FUNCTION ora_compat.is_date(v text, fmt text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ora_compat.to_timestamp_or(v, 'infinity', fmt) IS DISTINCT FROM 'infinity';

-- fast path used by the compiler for literal models that need no run-time
-- analysis: the model is already translated, has a 4-digit year, month and day.
-- SET TimeZone = UTC matters: PostgreSQL's to_timestamp() yields timestamptz and would
-- shift local times that fall in a daylight-saving gap of the session zone.
-- Trailing text is not noticed here.
-- rules: OR-TMZ-017
CREATE OR REPLACE FUNCTION ora_compat.to_ts(v text, pg_fmt text) RETURNS timestamp
LANGUAGE sql STABLE STRICT PARALLEL SAFE SET TimeZone = 'UTC'
RETURN to_timestamp(nullif(v, ''), pg_fmt)::timestamp;
