-- Installs the core banking schema. Call it from its own folder:
--   sqlplus core@bank @install.sql USERS_TS
SET DEFINE ON
SET ECHO OFF
WHENEVER SQLERROR EXIT FAILURE ROLLBACK
DEFINE data_ts = CORE_DATA
DEFINE index_ts = CORE_INDEX

ALTER SESSION SET CURRENT_SCHEMA = CORE;

PROMPT Types
@@schema/types.sql
PROMPT Sequences
@@schema/sequences.sql
PROMPT Reference data
@@schema/reference.sql
@@schema/regions.sql
PROMPT Customers and accounts
@@schema/accounts.sql
PROMPT Ledger
@@schema/ledger.sql
PROMPT Loans and cards
@@schema/products.sql
PROMPT Operations
@@schema/operations.sql
PROMPT Services and general ledger
@@schema/account_services.sql
@@schema/general_ledger.sql
PROMPT Views
@@schema/views.sql
@@schema/views_accounts.sql
@@schema/views_ledger.sql
PROMPT Code
@@code/pkg_calendar.sql
@@code/pkg_audit.sql
@@code/pkg_errors.sql
@@code/pkg_params.sql
@@code/pkg_money.sql
@@code/pkg_region.sql
@@code/pkg_posting.sql
@@code/pkg_interest.sql
@@code/pkg_end_of_day.sql
@@code/pkg_account.sql
@@code/pkg_fees.sql
@@code/pkg_statement.sql
@@code/pkg_limits.sql
@@code/pkg_session.sql
@@code/pkg_customer.sql
@@code/pkg_gl.sql
@@code/pkg_accrual.sql
@@code/routines.sql
@@code/triggers.sql
@@code/triggers_accounts.sql
PROMPT Rights
@@schema/rights.sql
@@schema/rights_schemas.sql
PROMPT Seed data
@@data/seed.sql
@@data/reference_data.sql
@@data/demo.sql

PROMPT The other schemas
@@auditing/install.sql
@@payments/install.sql
@@cards/install.sql
@@lending/install.sql
@@treasury/treasury.sql
@@treasury/data.sql
@@treasury/views.sql
@@treasury/code/pkg_deal.sql
@@treasury/code/pkg_position.sql
@@treasury/code/pkg_recon.sql
@@crm/install.sql
@@compliance/install.sql
@@reporting/install.sql
@@auditing/triggers_core.sql
PROMPT Jobs
@@jobs/scheduler.sql

COMMIT;
PROMPT Done
EXIT
