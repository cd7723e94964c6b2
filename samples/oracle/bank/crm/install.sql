-- Objects of schema CRM; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = CRM;

@@tabellen.sql
@@daten.sql
@@sichten.sql
@@code/pkg_kunde.sql
@@code/pkg_kontakt.sql
@@ausloeser.sql
