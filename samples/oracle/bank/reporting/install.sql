-- Objects of schema REPORTING; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = REPORTING;

@@tables.sql
@@data.sql
@@views.sql
@@code/pkg_month_end.sql
@@code/pkg_regulatory.sql
@@code/pkg_kpi.sql
@@code/pkg_export.sql
