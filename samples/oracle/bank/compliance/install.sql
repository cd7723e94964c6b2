-- Objects of schema COMPLIANCE; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = COMPLIANCE;

@@tables.sql
@@data.sql
@@views.sql
@@code/pkg_screening.sql
@@code/pkg_kyc.sql
@@code/pkg_aml.sql
