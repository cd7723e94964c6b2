SET DEFINE OFF
INSERT INTO currencies (currency_code, name) VALUES ('EUR', 'Euro');
INSERT INTO currencies (currency_code, name) VALUES ('USD', 'US dollar');
INSERT INTO currencies (currency_code, name, minor_units) VALUES ('JPY', 'Yen', 0);
INSERT INTO currencies VALUES ('CHF', 'Swiss franc', 2, 'Y');
INSERT INTO exchange_rates VALUES ('EUR', 'USD', DATE '2025-01-02', 1.0321, NULL);
INSERT INTO exchange_rates VALUES ('EUR', 'CHF', TO_DATE('02.01.2025', 'DD.MM.YYYY'), 0.9367, '');
INSERT INTO branches (branch_id, name, address, opened_on, parent_id, "Region")
VALUES (1, 'Head office', address_t('Am Hof 1', '1010', 'Wien', 'AT'), TO_DATE('1955-05-15 08:00', 'YYYY-MM-DD HH24:MI'), NULL, 'East');
INSERT INTO branches (branch_id, name, parent_id) VALUES (20, 'Smith & Sons corner', 1);
INSERT INTO account_types VALUES ('GIRO', 'Current account', 'C', 0.00125, 1000);
INSERT INTO account_types VALUES ('SAVE', 'Savings book', 'C', .02, 0);
INSERT INTO account_types (account_type, title, side) VALUES ('LOAN', 'Loan', 'D');
INSERT INTO business_days (calendar, day, is_open, remark) VALUES ('TARGET', DATE '2025-12-25', 0, 'Christmas');
INSERT INTO parameters (name, value, valid_from) VALUES ('EOD.CUTOFF', '18:30', TIMESTAMP '2025-01-01 00:00:00.000');
INSERT INTO customers (customer_id, kind, first_name, last_name, birth_date, email, phones)
VALUES (seq_customer.NEXTVAL, 'P', 'Mária', 'O''Brien', DATE '1980-02-29', 'maria@example.org', phone_list_t('+43 1 234', '+43 660 5'));
INSERT INTO customers (customer_id, kind, last_name, tax_number) VALUES (seq_customer.NEXTVAL, 'C', q'[Müller & Söhne GmbH]', 'ATU123');
