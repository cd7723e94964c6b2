-- Objects of schema COMPLIANCE; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = COMPLIANCE;

@@tables.sql
@@views.sql
