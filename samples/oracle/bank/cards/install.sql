-- Objects of schema CARDSYS; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = CARDSYS;

@@tables.sql
@@data.sql
@@views.sql
@@code/pkg_card.sql
@@code/pkg_auth.sql
@@code/pkg_settlement.sql
@@code/pkg_fraud.sql
@@triggers.sql
