-- Objects of schema PAYMENTS; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = PAYMENTS;

@@sequences.sql
@@tables.sql
