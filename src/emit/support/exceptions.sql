-- Exceptions: numbers and states.

-- RAISE_APPLICATION_ERROR number -> SQLSTATE.  -20000 is ORA00: a state that ends in 000
-- names a whole class in WHEN SQLSTATE.
-- rules: OR-EXC-005
CREATE OR REPLACE FUNCTION ora_compat.app_errcode(n int) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $fn$
BEGIN
  IF n = -20000 THEN RETURN 'ORA00'; END IF;
  IF n BETWEEN -20999 AND -20001 THEN
    RETURN 'OR' || lpad((-n - 20000)::text, 3, '0');
  END IF;
  RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = format(
    'ORA-21000: error number argument to raise_application_error of %s is out of range', n);
END $fn$;

-- Was the error raised by a SQL statement (true) or by a PL expression (false)?
-- Reads the first frame of PG_EXCEPTION_CONTEXT that is not one of ours; the
-- texts are those of lc_messages = 'C' or English.  PERFORM of no rows is an expression of PL.
-- rules: OR-EXC-009
CREATE OR REPLACE FUNCTION ora_compat.raised_in_sql(context text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
  SELECT coalesce(
    frames ~ '^SQL statement|^[^\n]* at (FETCH|FOR over [^\n]* rows)(\n|$)'
      AND NOT (frames ~ '^SQL statement "SELECT [^\n]*"\nPL/pgSQL function [^\n]* at PERFORM(\n|$)'
               AND frames !~* '^SQL statement "[^\n]*\mFROM\M'), true)
  FROM (SELECT regexp_replace(context, '^(PL/pgSQL function ora_compat\.[^\n]*\n|SQL function "[^\n]*\n)+', '')) AS q (frames));

-- SQLSTATE -> SQLCODE.  message (SQLERRM) and context (PG_EXCEPTION_CONTEXT) are only
-- needed where the number depends on them: ORA- texts, both kinds of foreign key
-- errors, missing partitions, statements on objects, SQL against PL/SQL conversions.
-- rules: OR-COL-006 OR-COL-010 OR-COL-017 OR-EXC-005 OR-EXC-006 OR-EXC-008 OR-NUM-011 OR-TMZ-020
CREATE OR REPLACE FUNCTION ora_compat.sqlcode(state text, message text DEFAULT NULL, context text DEFAULT NULL)
RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN state IS NULL OR state = '00000' THEN 0
  WHEN state = 'ORA00' THEN -20000
  WHEN state ~ '^OR[0-9]{3}$' THEN -20000 - substr(state, 3)::int
  WHEN state LIKE 'OX___' THEN 1                               -- user-defined exception
  WHEN message ~ '^ORA-01428:' AND NOT ora_compat.raised_in_sql(context) THEN -6502
  WHEN message ~ '^ORA-[0-9]{5}:' THEN CASE WHEN substr(message, 5, 5) = '01403' THEN 100
                                            ELSE -(substr(message, 5, 5)::int) END
  WHEN state = '22003' AND message ~ '^(small|big)?int(eger)? out of range' AND NOT ora_compat.raised_in_sql(context) THEN -1426
  -- what is fetched is computed before it is assigned: a query cuts texts and numbers itself, and never fails by their size
  WHEN state IN ('22001', '22003') AND context ~ '^[^\n]* at FETCH(\n|$)' THEN -6502
  WHEN state = '22P02' AND message ~ '^invalid input syntax for type jsonb?' THEN -40441
  WHEN state IN ('22001', '22003', '22P02', '2201E', '2201F') AND NOT ora_compat.raised_in_sql(context) THEN -6502
  ELSE CASE state
    WHEN 'P0002' THEN 100     WHEN '02000' THEN 100
    WHEN 'P0003' THEN -1422   WHEN '21000' THEN CASE WHEN message ~ 'cannot affect row a second time' THEN -30926 ELSE -1427 END
    WHEN '23505' THEN CASE WHEN coalesce(message, '') !~ '^could not create unique index' THEN -1
                           WHEN context ~* '^SQL statement "\s*alter\M[^\n]*\mprimary\s+key\M' THEN -2437
                           WHEN context ~* '^SQL statement "\s*alter\M' THEN -2299 ELSE -1452 END
    WHEN '23P01' THEN -1
    WHEN '23502' THEN CASE WHEN message ~ 'contains null values$' THEN -2296
                           WHEN context ~* '^SQL statement "\s*(with\M.*)?update\M' THEN -1407 ELSE -1400 END
    WHEN '23514' THEN CASE WHEN message ~ '^no partition of relation' THEN -14400
                           WHEN message ~ 'is violated by some row$' THEN -2293 ELSE -2290 END
    WHEN '23503' THEN CASE WHEN message ~ '^update or delete on table' THEN -2292
                           WHEN context ~* '^SQL statement "\s*alter\s+table\M' THEN -2298 ELSE -2291 END
    WHEN '23001' THEN -2292
    WHEN '22012' THEN -1476   WHEN '22001' THEN -12899  WHEN '22003' THEN -1438
    WHEN '2201E' THEN -1428   WHEN '2201F' THEN -1428
    WHEN '22P02' THEN -1722   WHEN '22007' THEN CASE WHEN message ~ '^invalid input syntax for type interval' THEN -1867 ELSE -1861 END
    WHEN '22008' THEN -1839
    WHEN '22004' THEN CASE WHEN message ~ '^cursor variable ' THEN -1001 ELSE -6502 END
    WHEN '22023' THEN -6502   WHEN '2202E' THEN -6532
    WHEN '2F005' THEN -6503   WHEN '22015' THEN -1873   WHEN '2200H' THEN -8004   WHEN '44000' THEN -1402
    WHEN '2201B' THEN -12725  WHEN '22025' THEN -1424   WHEN '22019' THEN -1425
    WHEN '22032' THEN -40441  WHEN '22035' THEN -40462  WHEN '22034' THEN -40470  WHEN '2203F' THEN -40456
    WHEN '2200M' THEN -31011  WHEN '2200N' THEN -31011  WHEN '428C9' THEN -32795  WHEN '20000' THEN -6592
    WHEN 'OH436' THEN -1436
    WHEN 'OC531' THEN -6531   WHEN 'OC532' THEN -6532   WHEN 'OC533' THEN -6533   WHEN 'OC381' THEN -24381
    WHEN '42P03' THEN -6511   WHEN '34000' THEN -1001   WHEN '24000' THEN -1001
    WHEN '42804' THEN -6504
    WHEN '40P01' THEN -60     WHEN '40001' THEN -8177   WHEN '55P03' THEN -54
    WHEN '57014' THEN -1013   WHEN '25006' THEN -1456
    WHEN '3B001' THEN -1086   WHEN '25001' THEN -1453   WHEN '2D000' THEN -14552
    WHEN '08001' THEN -12541  WHEN '08006' THEN -3113   WHEN '08003' THEN -3114   WHEN '53300' THEN -20
    WHEN '42P01' THEN CASE WHEN message ~ '^sequence ' THEN -2289 WHEN message ~ '^materialized view ' THEN -12003 ELSE -942 END
    WHEN '42809' THEN -942    WHEN '42703' THEN -904    WHEN '42P07' THEN -955    WHEN '42723' THEN -955
    WHEN '42P06' THEN -1920   WHEN '3F000' THEN -1918
    WHEN '42701' THEN CASE WHEN message ~ 'specified more than once$' OR context ~* '^SQL statement "[^\n]*\mrename\M' THEN -957
                           ELSE -1430 END
    WHEN '42710' THEN CASE substring(message FROM '^\w+') WHEN 'constraint' THEN -2264 WHEN 'role' THEN -1920
                        WHEN 'trigger' THEN -4081 WHEN 'tablespace' THEN -1543 ELSE -955 END
    WHEN '42704' THEN CASE substring(message FROM '^\w+') WHEN 'index' THEN -1418 WHEN 'constraint' THEN -2443
                        WHEN 'trigger' THEN -4080 WHEN 'role' THEN -1918 WHEN 'tablespace' THEN -959 ELSE -4043 END
    WHEN '42883' THEN CASE WHEN context ~* '^SQL statement "\s*drop\M' THEN -4043 ELSE -6576 END
    WHEN '2BP01' THEN CASE WHEN message ~ '^cannot drop constraint ' THEN -2273 WHEN message ~ '^cannot drop index ' THEN -2429
                           WHEN message ~ '^cannot drop type ' THEN -2303 WHEN message ~ '^(role|cannot drop schema) ' THEN -1922
                           ELSE -2449 END
    WHEN '0A000' THEN CASE WHEN message ~ '^cannot truncate a table referenced' THEN -2266 ELSE -600 END
    WHEN '55000' THEN CASE WHEN message ~ '^(curr|last)val ' THEN -8002 WHEN message ~ '^cannot (insert|update|delete|merge) ' THEN -1732
                           ELSE -600 END
    WHEN '42P16' THEN CASE WHEN message ~ '^multiple primary keys ' THEN -2260 ELSE -1451 END
    WHEN '42702' THEN -918    WHEN '42803' THEN -979    WHEN '42P20' THEN -30483  WHEN '42P10' THEN -1791
    WHEN '42P02' THEN -1008   WHEN '42P17' THEN -14074 WHEN '42501' THEN -1031   WHEN '42601' THEN -900
    WHEN '53200' THEN -4030   WHEN '53100' THEN -1653   WHEN '54001' THEN -6500
    WHEN 'P0001' THEN 1
    ELSE -600 END              -- ORA-00600: nothing an Oracle program could have expected
END;
