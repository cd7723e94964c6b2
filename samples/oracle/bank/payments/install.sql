-- Objects of schema PAYMENTS; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = PAYMENTS;

@@sequences.sql
@@tables.sql
@@data.sql
@@views.sql
@@code/pkg_payment.sql
@@code/pkg_routing.sql
@@code/pkg_standing.sql
@@code/pkg_mandate.sql
@@code/pkg_return.sql
@@code/pkg_swift.sql
@@triggers.sql
