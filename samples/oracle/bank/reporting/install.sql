-- Objects of schema REPORTING; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = REPORTING;

@@tables.sql
@@views.sql
