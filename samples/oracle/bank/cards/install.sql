-- Objects of schema CARDSYS; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = CARDSYS;

@@tables.sql
@@views.sql
