CREATE OR REPLACE PACKAGE pkg_kpi AS
  PROCEDURE put(p_kpi IN VARCHAR2, p_period IN NUMBER, p_value IN BINARY_DOUBLE, p_region IN VARCHAR2 DEFAULT 'ALL');
  FUNCTION trend(p_kpi IN VARCHAR2, p_period IN NUMBER, p_region IN VARCHAR2 DEFAULT 'ALL') RETURN VARCHAR2;
  PROCEDURE deposits(p_period IN NUMBER);
  FUNCTION top_regions(p_period IN NUMBER, p_n IN PLS_INTEGER DEFAULT 3) RETURN SYS_REFCURSOR;
END pkg_kpi;
/
CREATE OR REPLACE PACKAGE BODY pkg_kpi AS

  PROCEDURE put(p_kpi IN VARCHAR2, p_period IN NUMBER, p_value IN BINARY_DOUBLE, p_region IN VARCHAR2 DEFAULT 'ALL') IS
  BEGIN
    UPDATE kpi_values SET value = p_value WHERE kpi_code = p_kpi AND period = p_period AND region_code = p_region;
    IF SQL%ROWCOUNT = 0 THEN
      INSERT INTO kpi_values (kpi_code, period, region_code, value) VALUES (p_kpi, p_period, p_region, p_value);
    END IF;
  END put;

  FUNCTION previous(p_period IN NUMBER) RETURN NUMBER IS
  BEGIN
    RETURN CASE MOD(p_period, 100) WHEN 1 THEN p_period - 89 ELSE p_period - 1 END;
  END previous;

  FUNCTION trend(p_kpi IN VARCHAR2, p_period IN NUMBER, p_region IN VARCHAR2 DEFAULT 'ALL') RETURN VARCHAR2 IS
    l_now    NUMBER;
    l_before NUMBER;
  BEGIN
    SELECT MAX(CASE period WHEN p_period THEN value END), MAX(CASE WHEN period <> p_period THEN value END)
      INTO l_now, l_before
      FROM kpi_values
     WHERE kpi_code = p_kpi AND region_code = p_region AND period IN (p_period, previous(p_period));
    IF l_now IS NULL OR l_before IS NULL THEN
      RETURN '?';
    ELSIF l_now > l_before THEN
      RETURN 'UP';
    ELSIF l_now < l_before THEN
      RETURN 'DOWN';
    END IF;
    RETURN 'SAME';
  END trend;

  PROCEDURE deposits(p_period IN NUMBER) IS
    l_total BINARY_DOUBLE := 0;
  BEGIN
    FOR r IN (SELECT NVL(b.region_code, 'NONE') AS region_code, SUM(s.balance_eur) AS eur
                FROM month_end_snapshots s
                JOIN core.accounts a ON a.account_id = s.account_id
                LEFT JOIN core.branches b ON b.branch_id = a.branch_id
               WHERE s.period = p_period AND s.balance > 0
               GROUP BY NVL(b.region_code, 'NONE'))
    LOOP
      put('DEPOSITS', p_period, r.eur, r.region_code);
      l_total := l_total + NVL(r.eur, 0);
    END LOOP;
    put('DEPOSITS', p_period, l_total);
  END deposits;

  FUNCTION top_regions(p_period IN NUMBER, p_n IN PLS_INTEGER DEFAULT 3) RETURN SYS_REFCURSOR IS
    c_top SYS_REFCURSOR;
  BEGIN
    OPEN c_top FOR
      SELECT region_code, value
        FROM kpi_values
       WHERE kpi_code = 'DEPOSITS' AND period = p_period AND region_code <> 'ALL'
       ORDER BY value DESC
       FETCH FIRST p_n ROWS ONLY;
    RETURN c_top;
  END top_regions;

END pkg_kpi;
/
