-- Date format models. The compiler translates literal models itself.

-- rules: OR-TMZ-022
CREATE OR REPLACE FUNCTION ora_compat.dt_format(fmt text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
DECLARE
  rest text := fmt;
  outp text := '';
  fm   boolean := false;
  tok  text;
  up   text;
  sfx  text;
  m    text[];
BEGIN
  WHILE rest <> '' LOOP
    -- quoted literal
    m := regexp_match(rest, '^"([^"]*)"');
    IF m IS NOT NULL THEN
      outp := outp || '"' || m[1] || '"';
      rest := substr(rest, length(m[1]) + 3);
      CONTINUE;
    END IF;
    -- punctuation and blanks pass through, except the bar, which Oracle does not print
    IF rest ~ '^[^A-Za-z0-9"]' THEN
      outp := outp || CASE WHEN rest LIKE '|%' THEN '' WHEN rest LIKE E'\\\\%' THEN E'"\\\\"' ELSE left(rest, 1) END;
      rest := substr(rest, 2);
      CONTINUE;
    END IF;
    m := regexp_match(rest,
      '^(SYYYY|SYEAR|YEAR|YYYY|RRRR|Y,YYY|YYY|YY|IYYY|IYY|IY|RR|SCC|CC|MONTH|MON|MM|MI|RM|DDD|DAY|DD|DY|DL|DS|'
      'HH24|HH12|HH|SSSSS|SS|FF[1-9]|FF|FM|FX|AM|PM|A\.M\.|P\.M\.|AD|BC|A\.D\.|B\.C\.|TZH|TZM|TZR|TZD|TS|'
      'WW|IW|EE|E|D|J|Q|W|X|Y|I)', 'i');
    IF m IS NULL THEN
      RAISE EXCEPTION 'ORA-01821: date format not recognized near "%"', rest USING ERRCODE = '22007';
    END IF;
    tok := m[1]; up := upper(tok);
    rest := substr(rest, length(tok) + 1);
    IF up = 'FM' THEN fm := NOT fm; CONTINUE; END IF;   -- a toggle in Oracle, a prefix in PostgreSQL
    IF up = 'FX' THEN CONTINUE; END IF;                 -- output ignores it, input is parsed by dt_parse
    m := regexp_match(rest, '^(SPTH|THSP|SP|TH)', 'i');
    sfx := '';
    IF m IS NOT NULL AND up IN ('D','DD','DDD','J','MM','YYYY','YY','Y','YYY','HH','HH12','HH24','MI','SS','Q','WW','W','IW','CC') THEN
      IF upper(m[1]) <> 'TH' THEN
        RAISE EXCEPTION 'spelled-out date element % needs ora_compat.to_char', up || upper(m[1]) USING ERRCODE = '0A000';
      END IF;
      -- the element decides, not the suffix: DDth is 05TH
      sfx := CASE WHEN tok = up THEN 'TH' ELSE 'th' END;
      rest := substr(rest, 3);
    END IF;
    -- PostgreSQL takes Dd for two elements; Oracle goes by the first two letters
    IF tok NOT IN (up, lower(tok)) THEN
      tok := CASE WHEN up IN ('MONTH', 'MON', 'DAY', 'DY') AND tok ~ '^[a-z]' THEN lower(tok)
                  WHEN up IN ('MONTH', 'MON', 'DAY', 'DY') AND tok ~ '^.[a-z]' THEN initcap(tok)
                  ELSE up END;
    END IF;
    -- the long and the short date of America
    IF up IN ('DL', 'DS') THEN
      rest := CASE WHEN up = 'DS' THEN 'MM/DD/RRRR' WHEN fm THEN 'Day, Month DD, YYYY' ELSE 'FMDay, Month DD, YYYYFM' END || rest;
      CONTINUE;
    END IF;
    IF up IN ('E', 'EE') THEN
      RAISE EXCEPTION 'ORA-01822: era format code is not valid with this calendar' USING ERRCODE = '22007';
    END IF;
    IF up IN ('YEAR','SYEAR','TS','TZR') THEN
      RAISE EXCEPTION 'date format element % has no PostgreSQL equivalent', up USING ERRCODE = '0A000';
    END IF;
    tok := CASE
             WHEN up = 'RR'    THEN 'YY'
             WHEN up = 'RRRR'  THEN 'YYYY'
             WHEN up = 'SYYYY' THEN CASE WHEN fm THEN 'YYYY' ELSE '" "YYYY' END
             WHEN up = 'SCC'   THEN CASE WHEN fm THEN 'CC' ELSE '" "CC' END
             WHEN up = 'TZD'   THEN 'TZ'
             WHEN up = 'X'     THEN '.'
             WHEN up = 'FF'    THEN 'US'
             WHEN up ~ '^FF[7-9]$' THEN 'US"' || repeat('0', right(up, 1)::int - 6) || '"'
             WHEN up ~ '^FF'   THEN up
             ELSE tok
           END;
    -- FF9 of a value, milliseconds etc. are not padded: FM changes nothing there
    IF fm AND tok <> '.' AND up !~ '^FF' THEN tok := 'FM' || tok; END IF;
    outp := outp || tok || sfx;
  END LOOP;
  RETURN outp;
END $fn$;

-- 2026 -> TWO THOUSAND TWENTY-SIX;  th: TWENTY-SIXTH
CREATE OR REPLACE FUNCTION ora_compat.spell(n bigint, th boolean DEFAULT false) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  small text[] := '{ONE,TWO,THREE,FOUR,FIVE,SIX,SEVEN,EIGHT,NINE,TEN,ELEVEN,TWELVE,THIRTEEN,FOURTEEN,FIFTEEN,SIXTEEN,SEVENTEEN,EIGHTEEN,NINETEEN}';
  tens  text[] := '{TEN,TWENTY,THIRTY,FORTY,FIFTY,SIXTY,SEVENTY,EIGHTY,NINETY}';
  r     text := '';
BEGIN
  IF n = 0 THEN r := 'ZERO'; END IF;
  IF n >= 1000000 THEN r := ora_compat.spell(n / 1000000) || ' MILLION'; n := n % 1000000; END IF;
  IF n >= 1000 THEN r := concat_ws(' ', nullif(r, ''), ora_compat.spell(n / 1000) || ' THOUSAND'); n := n % 1000; END IF;
  IF n >= 100 THEN r := concat_ws(' ', nullif(r, ''), small[n / 100] || ' HUNDRED'); n := n % 100; END IF;
  IF n >= 20 THEN
    r := concat_ws(' ', nullif(r, ''), tens[n / 10] || CASE WHEN n % 10 > 0 THEN '-' || small[n % 10] ELSE '' END);
  ELSIF n > 0 THEN r := concat_ws(' ', nullif(r, ''), small[n]);
  END IF;
  IF th THEN
    r := CASE WHEN r ~ 'ONE$' THEN regexp_replace(r, 'ONE$', 'FIRST') WHEN r ~ 'TWO$' THEN regexp_replace(r, 'TWO$', 'SECOND')
              WHEN r ~ 'THREE$' THEN regexp_replace(r, 'THREE$', 'THIRD') WHEN r ~ 'FIVE$' THEN regexp_replace(r, 'FIVE$', 'FIFTH')
              WHEN r ~ 'EIGHT$' THEN r || 'H' WHEN r ~ 'NINE$' THEN regexp_replace(r, 'NINE$', 'NINTH')
              WHEN r ~ 'TWELVE$' THEN regexp_replace(r, 'TWELVE$', 'TWELFTH') WHEN r ~ 'TY$' THEN regexp_replace(r, 'TY$', 'TIETH')
              ELSE r || 'TH' END;
  END IF;
  RETURN r;
END $fn$;

-- replaces YEAR, SYEAR, SSSSS and the SP, SPTH, THSP suffixes in a model by the text for d
CREATE OR REPLACE FUNCTION ora_compat.dt_spell(fmt text, d timestamp) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $fn$
DECLARE
  rest text := fmt;
  outp text := '';
  y    int := extract(year FROM d);
  m    text[];
  s    text;
  fill boolean := true;
BEGIN
  WHILE rest <> '' LOOP
    m := regexp_match(rest, '^("[^"]*"|S?YEAR|(?:DDD|DD|D|J|MM|YYYY|YYY|YY|Y|HH24|HH12|HH|MI|SSSSS|SS|Q|WW|W|IW|CC)(?:SPTH|THSP|SP)|SYYYY|MONTH|MON|'
                            'DAY|DY|[A-Z]\.[A-Z]\.|SSSSS|DDD|IYYY|YYYY|HH24|HH12|DD|MM|MI|HH|SS|WW|IW|CC|FM|FX|.)', 'is');
    s := m[1];
    rest := substr(rest, length(s) + 1);
    IF s !~ '^"' AND s ~* 'YEAR$' THEN
      s := CASE WHEN y % 100 = 0 AND y % 1000 <> 0 THEN ora_compat.spell(y / 100) || ' HUNDRED'
                WHEN y % 1000 < 10 THEN ora_compat.spell(y)
                WHEN y % 100 < 10 THEN ora_compat.spell(y / 100) || ' OH-' || ora_compat.spell(y % 100)
                ELSE ora_compat.spell(y / 100) || ' ' || ora_compat.spell(y % 100) END;
      s := '"' || CASE WHEN m[1] ~ '^S?Y[E]' THEN s WHEN m[1] ~ '^S?Y' THEN initcap(s) ELSE lower(s) END || '"';
    ELSIF upper(s) = 'SSSSS' THEN
      s := '"' || CASE WHEN fill THEN lpad(to_char(d, 'SSSSS'), 5, '0') ELSE to_char(d, 'SSSSS') END || '"';
    ELSIF upper(s) = 'FM' THEN
      fill := NOT fill;
    ELSIF s !~ '^"' AND s ~* '(SPTH|THSP|SP)$' THEN
      s := ora_compat.spell(to_char(d, 'FM' || upper(regexp_replace(s, '(SPTH|THSP|SP)$', '', 'i')))::bigint, s ~* 'TH');
      s := '"' || CASE WHEN m[1] ~ '^[A-Z][A-Z0-9]' OR m[1] ~ '^[A-Z]S' THEN s WHEN m[1] ~ '^[A-Z]' THEN initcap(s) ELSE lower(s) END || '"';
    END IF;
    outp := outp || s;
  END LOOP;
  RETURN outp;
END $fn$;

-- rules: OR-CHR-010 OR-TMZ-003 OR-TMZ-016 OR-TMZ-022 OR-TMZ-023 OR-TMZ-040
CREATE OR REPLACE FUNCTION ora_compat.to_char(d timestamp, fmt text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN d IS NULL THEN NULL
            WHEN fmt ~* 'YEAR|SP|SSSSS' THEN to_char(d, ora_compat.dt_format(ora_compat.dt_spell(fmt, d)))
            ELSE to_char(d, ora_compat.dt_format(fmt)) END;

-- DATE has neither fractions nor a zone
-- rules: OR-TMZ-022
CREATE OR REPLACE FUNCTION ora_compat.date_to_char(d timestamp, fmt text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $fn$
BEGIN
  IF regexp_replace(fmt, '"[^"]*"', '', 'g') ~* 'FF|TZ[HMRD]' THEN
    RAISE EXCEPTION 'ORA-01821: date format not recognized' USING ERRCODE = '22007';
  END IF;
  RETURN ora_compat.to_char(d, fmt);
END $fn$;

-- a time with a zone, as the session's clock shows it
-- rules: OR-TMZ-022
CREATE OR REPLACE FUNCTION ora_compat.zoned_to_char(t timestamptz, fmt text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN t IS NULL THEN NULL
            WHEN fmt ~* 'YEAR|SP|SSSSS' THEN to_char(t, ora_compat.dt_format(ora_compat.dt_spell(fmt, t::timestamp)))
            ELSE to_char(t, ora_compat.dt_format(fmt)) END;

-- an instant of the server's clock, whose zone is an offset
-- rules: OR-TMZ-022
CREATE OR REPLACE FUNCTION ora_compat.server_to_char(t timestamptz, fmt text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $fn$
DECLARE
  minutes int := extract(epoch FROM ora_compat.server_offset(t)) / 60;
  hours   text := CASE WHEN minutes < 0 THEN '-' ELSE '+' END || lpad((abs(minutes) / 60)::text, 2, '0');
  rest    text := lpad((abs(minutes) % 60)::text, 2, '0');
  model   text := '';
  part    text[];
BEGIN
  FOR part IN SELECT regexp_matches(fmt, '("[^"]*"|TZ[HMRD]|.)', 'gis') LOOP
    model := model || CASE upper(part[1]) WHEN 'TZH' THEN '"' || hours || '"' WHEN 'TZM' THEN '"' || rest || '"'
                                          WHEN 'TZR' THEN '"' || hours || ':' || rest || '"' WHEN 'TZD' THEN ''
                                          ELSE part[1] END;
  END LOOP;
  RETURN ora_compat.to_char(ora_compat.server_time(t), model);
END $fn$;
