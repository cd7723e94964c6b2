-- Regular expressions.

-- match_parameter -> PostgreSQL flags, to be used with a pattern of regexp_pattern()
-- rules: OR-FUN-020
CREATE OR REPLACE FUNCTION ora_compat.regexp_flags(mp text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN coalesce(mp, '') ~ 'm' THEN 'w' ELSE 's' END)
    || CASE WHEN regexp_replace(coalesce(mp, ''), '[^ic]', '', 'g') ~ 'i$' THEN 'i' ELSE '' END;

-- pattern -> PostgreSQL ARE.  The compiler runs the same algorithm on literals.
--   . does not match a newline (without n), [^…] does;  backslash is literal in brackets;
--   unknown escapes are the character itself;  \z, \Z;  { that starts no interval is literal;
--   x: blanks are dropped here, # is no comment;  the first alternative at top level wins;
--   errors carry Oracle's numbers.
-- rules: OR-FUN-015
CREATE OR REPLACE FUNCTION ora_compat.regexp_pattern(p text, mp text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  i      int := 1;
  n      int := length(p);
  c      text;
  d      text;
  outp   text := '';                          -- current top-level alternative
  alts   text[] := '{}';
  plain  boolean := true;                     -- alternatives are single literals of one character
  depth  int := 0;
  groups int := 0;
  closed int := 0;
  backref boolean := false;
  quant  boolean := false;                    -- is there something to repeat
  dot    text := CASE WHEN coalesce(mp, '') ~ 'n' THEN '.' ELSE '[^\n]' END;
  skip   boolean := coalesce(mp, '') ~ 'x';
  icase  boolean := regexp_replace(coalesce(mp, ''), '[^ic]', '', 'g') ~ 'i$';
  br     text;
  m      text[];
  res    text;
BEGIN
  IF mp ~ '[^icnmx]' THEN RAISE EXCEPTION 'ORA-01760: illegal argument for function' USING ERRCODE = '22023'; END IF;
  IF p IS NULL OR p = '' THEN RETURN NULL; END IF;
  WHILE i <= n LOOP
    c := substr(p, i, 1);
    IF skip AND c ~ '\s' THEN i := i + 1; CONTINUE; END IF;
    IF c = '\' THEN
      d := substr(p, i + 1, 1);
      i := i + 2;
      IF d = '' THEN outp := outp || '\\';
      ELSIF d ~ '[1-9]' THEN
        IF d::int > closed THEN RAISE EXCEPTION 'ORA-12727: invalid back reference in regular expression' USING ERRCODE = '2201B'; END IF;
        outp := outp || '(?:\' || d || ')'; backref := true;
      ELSIF d ~ '[dDwWsSA]' THEN outp := outp || '\' || d;
      ELSIF d = 'z' THEN outp := outp || '\Z';
      ELSIF d = 'Z' THEN outp := outp || '(?=\n?\Z)';
      ELSIF d ~ '[[:alnum:]]' THEN outp := outp || d;               -- \n is n, \b is b
      ELSE outp := outp || '\' || d;
      END IF;
      quant := true;
      CONTINUE;
    END IF;
    IF c = '[' THEN                                                 -- bracket expression
      br := '[';
      i := i + 1;
      IF substr(p, i, 1) = '^' THEN br := br || '^'; i := i + 1; END IF;
      IF substr(p, i, 1) = ']' THEN br := br || ']'; i := i + 1; END IF;
      LOOP
        c := substr(p, i, 1);
        IF c = '' THEN RAISE EXCEPTION 'ORA-12726: unmatched bracket in regular expression' USING ERRCODE = '2201B'; END IF;
        EXIT WHEN c = ']';
        m := regexp_match(substr(p, i), '^\[([:.=])(.*?)\1\]');
        IF m IS NOT NULL THEN
          IF m[1] = ':' AND lower(m[2]) NOT IN ('alpha','digit','alnum','upper','lower','space','blank','cntrl','punct','graph','print','xdigit') THEN
            RAISE EXCEPTION 'ORA-12729: invalid character class in regular expression' USING ERRCODE = '2201B';
          END IF;
          br := br || '[' || m[1] || lower(m[2]) || m[1] || ']';
          IF m[1] = ':' AND lower(m[2]) = 'digit' THEN br := br || '\uFF10-\uFF19'; END IF;   -- full-width digits
          i := i + length(m[2]) + 4;
          CONTINUE;
        END IF;
        IF c = '\' THEN br := br || '\\';
        ELSIF c = '[' THEN br := br || '\[';
        ELSIF substr(p, i + 1, 1) = '-' AND substr(p, i + 2, 1) NOT IN (']', '') AND ascii(substr(p, i + 2, 1)) < ascii(c) AND c <> '-' THEN
          RAISE EXCEPTION 'ORA-12728: invalid range in regular expression' USING ERRCODE = '2201B';
        ELSE br := br || c;
        END IF;
        i := i + 1;
      END LOOP;
      outp := outp || br || ']';
      i := i + 1; quant := true;
      CONTINUE;
    END IF;
    IF c = '{' THEN
      m := regexp_match(substr(p, i), '^\{(\d+)(,?)(\d*)\}');
      IF m IS NOT NULL AND quant THEN
        IF m[3] <> '' AND m[3]::int < m[1]::int THEN
          RAISE EXCEPTION 'ORA-12732: invalid interval value in regular expression' USING ERRCODE = '2201B';
        END IF;
        outp := outp || '{' || m[1] || m[2] || m[3] || '}';
        i := i + length(m[1] || m[2] || m[3]) + 2;
      ELSE
        outp := outp || '\{'; i := i + 1;
      END IF;
      CONTINUE;
    END IF;
    i := i + 1;
    CASE c
      WHEN '.' THEN outp := outp || dot; quant := true;
      WHEN '(' THEN outp := outp || c; depth := depth + 1; groups := groups + 1; quant := false;
      WHEN ')' THEN
        IF depth = 0 THEN RAISE EXCEPTION 'ORA-12725: unmatched parentheses in regular expression' USING ERRCODE = '2201B'; END IF;
        outp := outp || c; depth := depth - 1; closed := closed + 1; quant := true;
      WHEN '|' THEN
        IF depth = 0 THEN alts := alts || outp; outp := ''; ELSE outp := outp || c; END IF;
        quant := false;
      WHEN '*', '+', '?' THEN
        IF quant THEN outp := outp || c; ELSE outp := outp || '\' || c; quant := true; END IF;
      WHEN '}' THEN outp := outp || '\}'; quant := true;
      WHEN ']' THEN outp := outp || '\]'; quant := true;
      ELSE outp := outp || c; quant := c NOT IN ('^');
    END CASE;
  END LOOP;
  IF depth > 0 THEN RAISE EXCEPTION 'ORA-12725: unmatched parentheses in regular expression' USING ERRCODE = '2201B'; END IF;

  -- leftmost alternative first: alternatives after one that matches here must not win by length
  res := outp;
  IF cardinality(alts) > 0 THEN
    alts := alts || outp;
    FOREACH c IN ARRAY alts LOOP
      plain := plain AND c ~ '^\\?.$';
    END LOOP;
    IF NOT plain THEN                         -- plain words of which none begins with an earlier one
      plain := NOT EXISTS (SELECT FROM unnest(alts) AS w WHERE w !~ '^[[:alnum:] _,;:@-]+$')
        AND NOT EXISTS (SELECT FROM unnest(alts) WITH ORDINALITY AS a(w, n) JOIN unnest(alts) WITH ORDINALITY AS b(w, n)
                        ON a.n < b.n AND starts_with(CASE WHEN icase THEN lower(b.w) ELSE b.w END, CASE WHEN icase THEN lower(a.w) ELSE a.w END));
    END IF;
    IF plain OR backref THEN res := array_to_string(alts, '|');
    ELSE
      res := alts[1];
      FOR j IN 2 .. cardinality(alts) LOOP
        res := res || '|(?!' || array_to_string(alts[1:j - 1], '|') || ')(?:' || alts[j] || ')';
      END LOOP;
    END IF;
  END IF;
  -- [[:upper:]] keeps its meaning under i: spell the case out instead of using the flag
  IF icase AND res ~ '\[:(upper|lower):\]' THEN
    res := '(?c)' || ora_compat.regexp_icase(res);
  END IF;
  RETURN res;
END $fn$;

-- a -> [aA], outside and inside of brackets; classes and escapes stay
CREATE OR REPLACE FUNCTION ora_compat.regexp_icase(p text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  rest text := p;
  outp text := '';
  inbr boolean := false;
  m    text[];
BEGIN
  WHILE rest <> '' LOOP
    m := regexp_match(rest, CASE WHEN inbr THEN '^(\[[:.=].*?[:.=]\]|\\u....|\\.|[a-zA-Z]-[a-zA-Z]|.)' ELSE '^(\(\?.|\\.|.)' END);
    rest := substr(rest, length(m[1]) + 1);
    IF inbr THEN
      IF m[1] ~ '^[[:alpha:]](-[[:alpha:]])?$' THEN outp := outp || lower(m[1]) || upper(m[1]); ELSE outp := outp || m[1]; END IF;
      inbr := m[1] <> ']' OR outp ~ '\[\^?\]$';
    ELSE
      IF m[1] ~ '^[[:alpha:]]$' THEN outp := outp || '[' || lower(m[1]) || upper(m[1]) || ']'; ELSE outp := outp || m[1]; END IF;
      inbr := m[1] = '[';
    END IF;
  END LOOP;
  RETURN outp;
END $fn$;

-- replacement text: \1 .. \9 and \\ as in Oracle, \& is no reference
CREATE OR REPLACE FUNCTION ora_compat.regexp_repl(r text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(coalesce(r, ''), '(\\[\\1-9])|(\\)', '\1\2\2', 'g');

CREATE OR REPLACE FUNCTION ora_compat.out_of_range(v numeric, least_value int) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF round(v) < least_value THEN RAISE EXCEPTION 'ORA-01428: argument ''%'' is out of range', v USING ERRCODE = '22003'; END IF;
  RETURN round(v)::int;                         -- fractions are rounded (SUBSTR and INSTR truncate them)
END $fn$;

-- rules: OR-FUN-015 OR-FUN-020
CREATE OR REPLACE FUNCTION ora_compat.regexp_like(s text, p text, mp text DEFAULT NULL) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_like(nullif(s, ''), ora_compat.regexp_pattern(p, mp), ora_compat.regexp_flags(mp));

-- rules: OR-FUN-017
CREATE OR REPLACE FUNCTION ora_compat.regexp_count(s text, p text, pos numeric DEFAULT 1, mp text DEFAULT NULL) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_count(nullif(s, ''), ora_compat.regexp_pattern(p, mp), ora_compat.out_of_range(pos, 1), ora_compat.regexp_flags(mp));

-- rules: OR-FUN-017
CREATE OR REPLACE FUNCTION ora_compat.regexp_instr(s text, p text, pos numeric DEFAULT 1, occ numeric DEFAULT 1, ret numeric DEFAULT 0,
                                                   mp text DEFAULT NULL, sub numeric DEFAULT 0) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_instr(nullif(s, ''), ora_compat.regexp_pattern(p, mp), ora_compat.out_of_range(pos, 1), ora_compat.out_of_range(occ, 1),
                    least(ora_compat.out_of_range(ret, 0), 1), ora_compat.regexp_flags(mp), ora_compat.out_of_range(sub, 0));

-- rules: OR-FUN-015 OR-FUN-017
CREATE OR REPLACE FUNCTION ora_compat.regexp_substr(s text, p text, pos numeric DEFAULT 1, occ numeric DEFAULT 1,
                                                    mp text DEFAULT NULL, sub numeric DEFAULT 0) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(regexp_substr(nullif(s, ''), ora_compat.regexp_pattern(p, mp), ora_compat.out_of_range(trunc(pos), 1), ora_compat.out_of_range(trunc(occ), 1),
                    ora_compat.regexp_flags(mp), ora_compat.out_of_range(trunc(sub), 0)), '');

-- rules: OR-FUN-016
CREATE OR REPLACE FUNCTION ora_compat.regexp_replace(s text, p text, r text DEFAULT NULL, pos numeric DEFAULT 1, occ numeric DEFAULT 0,
                                                     mp text DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN s IS NULL OR s = '' OR pos IS NULL OR occ IS NULL THEN NULL
  WHEN p IS NULL OR p = '' THEN s
  WHEN ora_compat.out_of_range(pos, 1) > length(s) THEN s
  ELSE nullif(regexp_replace(s, ora_compat.regexp_pattern(p, mp), ora_compat.regexp_repl(r), ora_compat.out_of_range(pos, 1),
                             ora_compat.out_of_range(occ, 0), ora_compat.regexp_flags(mp)), '') END;

-- UTL_MATCH.JARO_WINKLER;  …_SIMILARITY is trunc(100 * …)
-- rules: OR-FUN-023
CREATE OR REPLACE FUNCTION ora_compat.jaro_winkler(a text, b text) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
DECLARE
  la int := length(a); lb int := length(b);
  w  int := greatest(greatest(la, lb) / 2 - 1, 0);
  ma boolean[] := array_fill(false, ARRAY[greatest(la, 1)]);
  mb boolean[] := array_fill(false, ARRAY[greatest(lb, 1)]);
  m  int := 0; t int := 0; k int := 1; p int := 0;
  j  double precision;
BEGIN
  IF a IS NULL OR b IS NULL OR a = '' OR b = '' THEN RETURN NULL; END IF;
  FOR i IN 1 .. la LOOP
    FOR q IN greatest(1, i - w) .. least(lb, i + w) LOOP
      IF NOT mb[q] AND substr(a, i, 1) = substr(b, q, 1) THEN
        ma[i] := true; mb[q] := true; m := m + 1;
        EXIT;
      END IF;
    END LOOP;
  END LOOP;
  IF m = 0 THEN RETURN 0; END IF;
  FOR i IN 1 .. la LOOP
    CONTINUE WHEN NOT ma[i];
    WHILE NOT mb[k] LOOP k := k + 1; END LOOP;
    IF substr(a, i, 1) <> substr(b, k, 1) THEN t := t + 1; END IF;
    k := k + 1;
  END LOOP;
  j := (m::float8 / la + m::float8 / lb + (m - t / 2.0) / m) / 3;
  WHILE p < 4 AND p < la AND p < lb AND substr(a, p + 1, 1) = substr(b, p + 1, 1) LOOP p := p + 1; END LOOP;
  RETURN j + p * 0.1 * (1 - j);
END $fn$;
