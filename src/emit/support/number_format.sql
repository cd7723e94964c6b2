-- TO_CHAR(number, format [, nls]).

CREATE OR REPLACE FUNCTION ora_compat.nls_param(nls text, name text, dflt text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce((regexp_match(nls, name || '\s*=\s*(?:''([^'']*)''|([^\s'']+))', 'i'))[1],
                (regexp_match(nls, name || '\s*=\s*(?:''([^'']*)''|([^\s'']+))', 'i'))[2], dflt);

CREATE OR REPLACE FUNCTION ora_compat.iso_currency(territory text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN upper(territory) IN ('GERMANY','FRANCE','ITALY','SPAIN','AUSTRIA','BELGIUM','IRELAND','PORTUGAL','FINLAND',
                                      'GREECE','THE NETHERLANDS','LUXEMBOURG') THEN 'EUR'
  ELSE CASE upper(territory) WHEN 'AMERICA' THEN 'USD' WHEN 'POLAND' THEN 'PLN' WHEN 'UNITED KINGDOM' THEN 'GBP' WHEN 'JAPAN' THEN 'JPY'
    WHEN 'SWITZERLAND' THEN 'CHF' WHEN 'CANADA' THEN 'CAD' WHEN 'AUSTRALIA' THEN 'AUD' WHEN 'CHINA' THEN 'CNY' WHEN 'INDIA' THEN 'INR'
    WHEN 'BRAZIL' THEN 'BRL' WHEN 'SWEDEN' THEN 'SEK' WHEN 'NORWAY' THEN 'NOK' WHEN 'DENMARK' THEN 'DKK' WHEN 'TURKEY' THEN 'TRY'
    WHEN 'RUSSIA' THEN 'RUB' WHEN 'KOREA' THEN 'KRW' WHEN 'MEXICO' THEN 'MXN' ELSE upper(territory) END END;

-- rules: OR-NUM-013
CREATE OR REPLACE FUNCTION ora_compat.num_to_char(n numeric, fmt text, nls text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  f      text := upper(fmt);
  marks  text := ora_compat.nls_param(nls, 'NLS_NUMERIC_CHARACTERS', '.,');
  fm     boolean; lead_s boolean; trail_s boolean; mi boolean; pr boolean; b boolean; eeee boolean;
  cur    text := '';  cur_last boolean := false;  cur_width int := 0;
  neg    boolean := n < 0;
  ip     text; fp text; has_dec boolean;
  w      int;                                 -- width of the result without FM
  r      numeric; e int := 0;
  i_dig  text; f_dig text; body text := '';
  nd     int; nz int; k int; c text;
  sign1  text := ''; sign2 text := '';
BEGIN
  IF n IS NULL OR coalesce(fmt, '') = '' THEN RETURN NULL; END IF;
  fm := f LIKE 'FM%';
  IF fm THEN f := substr(f, 3); END IF;

  IF f IN ('TM', 'TM9') THEN RETURN ora_compat.num_text(n, 64); END IF;
  IF f = 'TME' THEN
    e := ora_compat.exponent(n);
    r := trim_scale(CASE WHEN e < 0 THEN n * 10::numeric ^ -e ELSE (n + 0e-60) / 10::numeric ^ e END);
    RETURN r::text || 'E' || CASE WHEN e < 0 THEN '-' ELSE '+' END || lpad(abs(e)::text, greatest(2, length(abs(e)::text)), '0');
  END IF;
  IF f = 'RN' THEN
    r := round(n);
    IF r < 1 OR r > 3999 THEN RETURN repeat('#', 15); END IF;
    body := to_char(r::int, 'FMRN');
    IF fmt ~ 'rn$' THEN body := lower(body); END IF;
    RETURN CASE WHEN fm THEN body ELSE lpad(body, 15) END;
  END IF;
  IF f ~ '^0*X+$' THEN
    r := round(n);
    IF r < 0 THEN RETURN repeat('#', length(f) + 1); END IF;
    body := CASE WHEN r = 0 THEN '0' ELSE '' END;
    WHILE r > 0 LOOP
      body := substr('0123456789ABCDEF', (r % 16)::int + 1, 1) || body;
      r := div(r, 16);
    END LOOP;
    IF length(body) > length(f) THEN RETURN repeat('#', length(f) + 1); END IF;
    IF f LIKE '0%' THEN body := lpad(body, length(f), '0'); END IF;
    IF fmt ~ 'x' THEN body := lower(body); END IF;
    RETURN CASE WHEN fm THEN body ELSE lpad(body, length(f) + 1) END;
  END IF;

  lead_s := f LIKE 'S%';    IF lead_s THEN f := substr(f, 2); END IF;
  trail_s := f LIKE '%S';   IF trail_s THEN f := left(f, -1); END IF;
  mi := f LIKE '%MI';       IF mi THEN f := left(f, -2); END IF;
  pr := f LIKE '%PR';       IF pr THEN f := left(f, -2); END IF;
  IF lead_s::int + trail_s::int + mi::int + pr::int > 1 THEN
    RAISE EXCEPTION 'ORA-01481: invalid number format model' USING ERRCODE = '22023';
  END IF;
  b := f ~ 'B';             f := replace(f, 'B', '');
  IF f ~ '\$' THEN cur := '$'; cur_width := 1; f := replace(f, '$', ''); END IF;
  c := substring(f FROM '[LCU]');
  IF c IS NOT NULL THEN
    cur := CASE c WHEN 'L' THEN ora_compat.nls_param(nls, 'NLS_CURRENCY', '$')
                  WHEN 'U' THEN ora_compat.nls_param(nls, 'NLS_DUAL_CURRENCY', '$')
                  ELSE ora_compat.iso_currency(ora_compat.nls_param(nls, 'NLS_ISO_CURRENCY', 'AMERICA')) END;
    cur_width := CASE c WHEN 'C' THEN 7 ELSE 10 END;
    cur_last := f LIKE '%' || c;
    f := regexp_replace(f, '^[LCU]|[LCU]$', '');
  END IF;
  eeee := f LIKE '%EEEE';   IF eeee THEN f := left(f, -4); END IF;
  IF f ~ '^[09,G]*V[09]*$' THEN
    n := n * 10::numeric ^ length(split_part(f, 'V', 2));
    f := replace(f, 'V', '');
  END IF;
  IF f !~ '^[09][09,G]*([.D][09]*)?$' AND f !~ '^[.D][09]+$' THEN
    RAISE EXCEPTION 'ORA-01481: invalid number format model' USING ERRCODE = '22023';
  END IF;
  ip := substring(f FROM '^[09,G]*');
  has_dec := f ~ '[.D]';
  fp := substr(f, length(ip) + 2);
  nd := length(regexp_replace(ip, '[,G]', '', 'g'));
  w := length(f) + CASE WHEN pr THEN 2 ELSE 1 END + cur_width;

  IF lead_s THEN sign1 := CASE WHEN neg THEN '-' ELSE '+' END;
  ELSIF trail_s THEN sign2 := CASE WHEN neg THEN '-' ELSE '+' END;
  ELSIF mi THEN sign2 := CASE WHEN neg THEN '-' WHEN fm THEN '' ELSE ' ' END;
  ELSIF pr THEN sign1 := CASE WHEN neg THEN '<' WHEN fm THEN '' ELSE ' ' END; sign2 := CASE WHEN neg THEN '>' WHEN fm THEN '' ELSE ' ' END;
  ELSIF neg THEN sign1 := '-';                -- also when the rounded value is zero
  END IF;

  IF eeee THEN
    e := ora_compat.exponent(n);
    r := round(CASE WHEN e < 0 THEN abs(n) * 10::numeric ^ -e ELSE (abs(n) + 0e-60) / 10::numeric ^ e END, length(fp));
    IF r >= 10 THEN r := round(r / 10, length(fp)); e := e + 1; END IF;
    body := sign1 || cur || replace(r::text, '.', left(marks, 1)) || CASE WHEN has_dec AND fp = '' THEN left(marks, 1) ELSE '' END
            || 'E' || CASE WHEN e < 0 THEN '-' ELSE '+' END || lpad(abs(e)::text, greatest(2, length(abs(e)::text)), '0') || sign2;
    RETURN CASE WHEN fm THEN body ELSE lpad(body, greatest(length(body), w - nd + 1 + 5)) END;
  END IF;

  r := round(abs(n), length(fp));
  i_dig := trunc(r)::text;
  f_dig := CASE WHEN fp = '' THEN '' ELSE split_part(r::text, '.', 2) END;
  IF i_dig <> '0' AND length(i_dig) > nd THEN RETURN repeat('#', w); END IF;
  IF b AND r = 0 THEN RETURN CASE WHEN fm THEN NULL ELSE repeat(' ', w) END; END IF;
  nz := CASE WHEN ip ~ '0' THEN length(regexp_replace(substring(ip FROM '0.*'), '[,G]', '', 'g')) ELSE 0 END;
  IF fm THEN                                  -- trailing zeros only up to the last 0 of the model
    k := length(fp) - length(substring(fp FROM '9*$'));
    f_dig := left(f_dig, k) || rtrim(substr(f_dig, k + 1), '0');
  END IF;
  IF i_dig = '0' AND b THEN i_dig := '';
  ELSIF i_dig = '0' AND nz = 0 THEN i_dig := CASE WHEN f_dig <> '' OR nd = 0 THEN '' ELSE '0' END;
  ELSE i_dig := lpad(i_dig, greatest(length(i_dig), nz), '0');
  END IF;
  k := length(i_dig);
  FOR j IN REVERSE length(ip) .. 1 LOOP
    EXIT WHEN k = 0;
    IF substr(ip, j, 1) = ',' THEN body := ',' || body;
    ELSIF substr(ip, j, 1) = 'G' THEN body := substr(marks, 2, 1) || body;
    ELSE body := substr(i_dig, k, 1) || body; k := k - 1;
    END IF;
  END LOOP;
  IF has_dec THEN body := body || CASE WHEN f ~ '\.' THEN '.' ELSE left(marks, 1) END || f_dig; END IF;
  body := sign1 || CASE WHEN cur_last THEN body || cur ELSE cur || body END || sign2;
  RETURN CASE WHEN fm THEN body ELSE lpad(body, greatest(w, length(body))) END;
END $fn$;
