-- Objects of schema LENDING; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = LENDING;

@@tables.sql
@@views.sql
