CREATE OR REPLACE PACKAGE pkg_region AS
  -- The wall clock of a region at an instant.
  FUNCTION local_time(p_region IN VARCHAR2, p_at IN TIMESTAMP WITH TIME ZONE DEFAULT SYSTIMESTAMP) RETURN DATE;
  FUNCTION business_date(p_region IN VARCHAR2, p_at IN TIMESTAMP WITH TIME ZONE) RETURN DATE;
  FUNCTION value_date(p_region IN VARCHAR2, p_at IN TIMESTAMP WITH TIME ZONE, p_days IN PLS_INTEGER DEFAULT 0) RETURN DATE;
  FUNCTION month_ultimo(p_day IN DATE, p_calendar IN VARCHAR2 DEFAULT 'TARGET') RETURN DATE;
END pkg_region;
/
CREATE OR REPLACE PACKAGE BODY pkg_region AS

  FUNCTION region(p_region IN VARCHAR2) RETURN regions%ROWTYPE IS
    l_region regions%ROWTYPE;
  BEGIN
    SELECT * INTO l_region FROM regions WHERE region_code = p_region;
    RETURN l_region;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RAISE_APPLICATION_ERROR(pkg_errors.c_not_found, 'Unknown region ' || p_region);
  END region;

  FUNCTION local_time(p_region IN VARCHAR2, p_at IN TIMESTAMP WITH TIME ZONE DEFAULT SYSTIMESTAMP) RETURN DATE IS
    l_region regions%ROWTYPE;
  BEGIN
    l_region := region(p_region);
    RETURN CAST(p_at AT TIME ZONE l_region.time_zone AS DATE);
  END local_time;

  -- The day that the region is working on: after the cutoff it is the next one.
  FUNCTION business_date(p_region IN VARCHAR2, p_at IN TIMESTAMP WITH TIME ZONE) RETURN DATE IS
    l_region regions%ROWTYPE := region(p_region);
    l_local  DATE;
    l_day    DATE;
  BEGIN
    l_local := CAST(p_at AT TIME ZONE l_region.time_zone AS DATE);
    l_day := TRUNC(l_local);
    IF l_local >= l_day + l_region.cutoff THEN
      l_day := l_day + 1;
    END IF;
    RETURN pkg_calendar.next_business_day(l_day, l_region.calendar);
  END business_date;

  FUNCTION value_date(p_region IN VARCHAR2, p_at IN TIMESTAMP WITH TIME ZONE, p_days IN PLS_INTEGER DEFAULT 0) RETURN DATE IS
    l_calendar regions.calendar%TYPE;
    l_day      DATE := business_date(p_region, p_at);
  BEGIN
    SELECT calendar INTO l_calendar FROM regions WHERE region_code = p_region;
    FOR i IN 1 .. p_days LOOP
      l_day := pkg_calendar.next_business_day(l_day + 1, l_calendar);
    END LOOP;
    RETURN l_day;
  END value_date;

  -- Last business day of the month.
  FUNCTION month_ultimo(p_day IN DATE, p_calendar IN VARCHAR2 DEFAULT 'TARGET') RETURN DATE IS
    l_day DATE := TRUNC(LAST_DAY(p_day));
  BEGIN
    WHILE NOT pkg_calendar.is_business_day(l_day, p_calendar) LOOP
      l_day := l_day - 1;
    END LOOP;
    RETURN l_day;
  END month_ultimo;

END pkg_region;
/
