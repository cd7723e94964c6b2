-- Jobs of the bank; times are those of the database server (Europe/Vienna).
ALTER SESSION SET CURRENT_SCHEMA = CORE;

BEGIN
  DBMS_SCHEDULER.CREATE_JOB(
    job_name        => 'JOB_END_OF_DAY',
    job_type        => 'STORED_PROCEDURE',
    job_action      => 'CORE.PKG_END_OF_DAY.RUN',
    start_date      => TIMESTAMP '2025-01-02 22:30:00 Europe/Vienna',
    repeat_interval => 'FREQ=DAILY; BYDAY=MON,TUE,WED,THU,FRI; BYHOUR=22; BYMINUTE=30',
    enabled         => TRUE,
    comments        => 'Tagesabschluss');
END;
/
BEGIN
  DBMS_SCHEDULER.CREATE_PROGRAM(
    program_name   => 'PRG_MONTH_END',
    program_type   => 'PLSQL_BLOCK',
    program_action => 'BEGIN reporting.pkg_month_end.run(TO_NUMBER(TO_CHAR(ADD_MONTHS(SYSDATE, -1), ''YYYYMM''))); END;',
    enabled        => TRUE);
  DBMS_SCHEDULER.CREATE_SCHEDULE(
    schedule_name   => 'SCH_FIRST_OF_MONTH',
    repeat_interval => 'FREQ=MONTHLY; BYMONTHDAY=1; BYHOUR=4; BYMINUTE=0; BYSECOND=0');
  DBMS_SCHEDULER.CREATE_JOB(
    job_name      => 'JOB_MONTH_END',
    program_name  => 'PRG_MONTH_END',
    schedule_name => 'SCH_FIRST_OF_MONTH',
    enabled       => TRUE);
END;
/
BEGIN
  DBMS_SCHEDULER.CREATE_JOB(
    job_name        => 'JOB_SCREENING',
    job_type        => 'PLSQL_BLOCK',
    job_action      => 'DECLARE l_run NUMBER; BEGIN compliance.pkg_screening.run_all(l_run); END;',
    repeat_interval => 'FREQ=DAILY; BYHOUR=3; BYMINUTE=15');
  DBMS_SCHEDULER.SET_ATTRIBUTE('JOB_SCREENING', 'max_failures', 3);
  DBMS_SCHEDULER.ENABLE('JOB_SCREENING');
END;
/
-- From before the scheduler; nobody dared to move it.
DECLARE
  l_job BINARY_INTEGER;
BEGIN
  DBMS_JOB.SUBMIT(l_job, 'core.sp_refresh_totals;', TRUNC(SYSDATE) + 1 + 5/24, 'TRUNC(SYSDATE) + 1 + 5/24');
  COMMIT;
END;
/
CREATE OR REPLACE PROCEDURE sp_refresh_totals AS
BEGIN
  DBMS_MVIEW.REFRESH('CORE.MV_CUSTOMER_TOTALS', 'C');
END sp_refresh_totals;
/
