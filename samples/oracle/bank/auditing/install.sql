-- Objects of schema AUDITING; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = AUDITING;

@@tables.sql
