-- Objects of schema LENDING; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = LENDING;

@@tables.sql
@@data.sql
@@views.sql
@@code/pkg_loan.sql
@@code/pkg_application.sql
@@code/pkg_dunning.sql
@@code/pkg_provision.sql
@@functions.sql
@@triggers.sql
