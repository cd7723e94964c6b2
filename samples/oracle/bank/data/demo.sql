-- Accounts of the test systems. The numbers of the bank's own accounts are parameters.
INSERT INTO customers (customer_id, kind, last_name, tax_number) VALUES (1, 'C', 'Bank Musterhaus AG', 'ATU999');

INSERT INTO accounts (account_id, iban, customer_id, branch_id, account_type, currency_code, balance, opened_on)
VALUES (1001, 'AT022011100000001001', 100001, 20, 'GIRO', 'EUR', 500, DATE '2020-03-01');
INSERT INTO accounts (account_id, iban, customer_id, branch_id, account_type, currency_code, balance, opened_on)
VALUES (1002, 'AT722011100000001002', 100002, 20, 'GIRO', 'EUR', 10000, DATE '2021-06-15');
INSERT INTO accounts (account_id, iban, customer_id, branch_id, account_type, currency_code, balance, opened_on)
VALUES (1003, 'AT452011100000001003', 100001, 20, 'SAVE', 'EUR', 12000, DATE '2022-01-10');
INSERT INTO accounts (account_id, iban, customer_id, branch_id, account_type, currency_code, balance, opened_on)
VALUES (1004, 'AT182011100000001004', 100002, 30, 'GIRO', 'USD', 300, DATE '2023-09-30');
INSERT INTO accounts (account_id, iban, customer_id, branch_id, account_type, currency_code, balance, opened_on)
VALUES (9001, 'AT212011100000009001', 1, 1, 'GIRO', 'EUR', 0, DATE '2010-01-04');
INSERT INTO accounts (account_id, iban, customer_id, branch_id, account_type, currency_code, balance, opened_on)
VALUES (9002, 'AT912011100000009002', 1, 1, 'GIRO', 'EUR', 100000, DATE '2010-01-04');
INSERT INTO accounts (account_id, iban, customer_id, branch_id, account_type, currency_code, balance, opened_on)
VALUES (9003, 'AT642011100000009003', 1, 1, 'GIRO', 'EUR', 0, DATE '2010-01-04');

INSERT INTO account_holders (account_id, customer_id, role, share_pct) VALUES (1001, 100001, 'OWNER', 60);
INSERT INTO account_holders (account_id, customer_id, role, share_pct) VALUES (1001, 100002, 'JOINT', 40);
INSERT INTO account_holders (account_id, customer_id, share_pct) VALUES (1002, 100002, 100);

INSERT INTO parameters (name, value, valid_from) VALUES ('FEE.INCOME', '9001', TIMESTAMP '2020-01-01 00:00:00');
INSERT INTO parameters (name, value, valid_from) VALUES ('INTEREST.EXPENSE', '9002', TIMESTAMP '2020-01-01 00:00:00');
INSERT INTO parameters (name, value, valid_from) VALUES ('CLEARING.ACCOUNT', '9003', TIMESTAMP '2020-01-01 00:00:00');
INSERT INTO parameters (name, value, valid_from) VALUES ('CARD.CLEARING', '9003', TIMESTAMP '2020-01-01 00:00:00');
INSERT INTO parameters (name, value, valid_from) VALUES ('OPENING.DAY', '2010-01-04', TIMESTAMP '2020-01-01 00:00:00');
INSERT INTO parameters (name, value, valid_from) VALUES ('OPENING.DAY', '2099-01-01', TIMESTAMP '2099-01-01 00:00:00');

INSERT INTO bank_users (user_id, login, full_name, branch_id, lang) VALUES (7, 'HUBERM', 'Huber Martin', 20, 'de');
INSERT INTO bank_users (user_id, login, full_name, branch_id, lang, locked) VALUES (8, 'DUPONTC', 'Dupont Claire', 30, 'fr', 'Y');
INSERT INTO user_rights (user_id, right_code, max_amount) VALUES (7, 'SET_LIMIT', 5000);
