-- What the other schemas may do with the tables of CORE.
GRANT SELECT, REFERENCES ON customers TO payments, cardsys, lending, crm, compliance;
GRANT SELECT, REFERENCES, UPDATE ON accounts TO payments, cardsys, lending, compliance;
GRANT SELECT, REFERENCES ON currencies TO lending, treasury;
GRANT SELECT, REFERENCES ON regions TO payments;
GRANT SELECT, REFERENCES ON fee_types TO payments;
GRANT SELECT, REFERENCES, UPDATE ON cards TO cardsys;
GRANT SELECT, REFERENCES ON branches TO crm;
GRANT SELECT, REFERENCES ON loans TO lending;
GRANT SELECT, REFERENCES ON loan_schedule TO lending;
GRANT SELECT, REFERENCES ON gl_periods TO lending, reporting;
GRANT SELECT ON gl_entries TO reporting;
GRANT SELECT ON gl_accounts TO reporting, treasury;
GRANT SELECT ON postings TO reporting, compliance;
GRANT SELECT ON exchange_rates TO reporting, cardsys, treasury;
GRANT EXECUTE ON pkg_posting TO payments, cardsys, lending;
GRANT EXECUTE ON pkg_calendar TO PUBLIC;
