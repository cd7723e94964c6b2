-- Objects of schema AUDITING; called by ../install.sql.
ALTER SESSION SET CURRENT_SCHEMA = AUDITING;

@@tables.sql
@@code/pkg_log.sql
@@code/pkg_four_eyes.sql
@@code/pkg_retention.sql
@@triggers.sql
