CREATE ROLE bank_teller;
CREATE ROLE bank_auditor;

GRANT SELECT, INSERT, UPDATE ON customers TO bank_teller;
GRANT SELECT ON accounts TO bank_teller, bank_auditor;
GRANT UPDATE (daily_limit, pin_tries) ON cards TO bank_teller;
GRANT SELECT ON postings TO bank_auditor WITH GRANT OPTION;
GRANT EXECUTE ON pkg_posting TO bank_teller;
GRANT SELECT ON seq_customer TO bank_teller;

CREATE OR REPLACE PUBLIC SYNONYM open_accounts FOR core.v_open_accounts;
CREATE SYNONYM bookings FOR postings;
