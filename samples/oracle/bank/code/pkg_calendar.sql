CREATE OR REPLACE PACKAGE pkg_calendar AS
  c_calendar  CONSTANT VARCHAR2(10) := 'TARGET';

  -- TRUE unless the day is a weekend or closed in the calendar.
  FUNCTION is_business_day(p_day IN DATE, p_calendar IN VARCHAR2 DEFAULT c_calendar) RETURN BOOLEAN;
  FUNCTION next_business_day(p_day IN DATE, p_calendar IN VARCHAR2 DEFAULT c_calendar) RETURN DATE;
  FUNCTION days_30e_360(p_from IN DATE, p_to IN DATE) RETURN NUMBER DETERMINISTIC;
END pkg_calendar;
/
CREATE OR REPLACE PACKAGE BODY pkg_calendar AS

  FUNCTION is_business_day(p_day IN DATE, p_calendar IN VARCHAR2 DEFAULT c_calendar) RETURN BOOLEAN IS
    l_open business_days.is_open%TYPE;
  BEGIN
    IF TO_CHAR(p_day, 'DY', 'NLS_DATE_LANGUAGE=ENGLISH') IN ('SAT', 'SUN') THEN
      RETURN FALSE;
    END IF;
    SELECT is_open INTO l_open
      FROM business_days
     WHERE calendar = p_calendar AND day = TRUNC(p_day);
    RETURN l_open = 1;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN
      RETURN TRUE;
  END is_business_day;

  FUNCTION next_business_day(p_day IN DATE, p_calendar IN VARCHAR2 DEFAULT c_calendar) RETURN DATE IS
    l_day DATE := TRUNC(p_day);
  BEGIN
    LOOP
      EXIT WHEN is_business_day(l_day, p_calendar);
      l_day := l_day + 1;
    END LOOP;
    RETURN l_day;
  END next_business_day;

  FUNCTION days_30e_360(p_from IN DATE, p_to IN DATE) RETURN NUMBER DETERMINISTIC IS
    l_d1 PLS_INTEGER := LEAST(EXTRACT(DAY FROM p_from), 30);
    l_d2 PLS_INTEGER := LEAST(EXTRACT(DAY FROM p_to), 30);
  BEGIN
    RETURN 360 * (EXTRACT(YEAR FROM p_to) - EXTRACT(YEAR FROM p_from))
         + 30 * (EXTRACT(MONTH FROM p_to) - EXTRACT(MONTH FROM p_from))
         + (l_d2 - l_d1);
  END days_30e_360;

END pkg_calendar;
/
