-- Reference data that every installation has.
SET DEFINE OFF

INSERT INTO countries (country_code, iso3, numeric_code, name, name_de, name_fr, eu_member, sepa_member, iban_length)
VALUES ('AT', 'AUT', 40, 'Austria', 'Österreich', 'Autriche', 'Y', 'Y', 20);
INSERT INTO countries (country_code, iso3, numeric_code, name, name_de, name_fr, eu_member, sepa_member, iban_length)
VALUES ('DE', 'DEU', 276, 'Germany', 'Deutschland', 'Allemagne', 'Y', 'Y', 22);
INSERT INTO countries (country_code, iso3, numeric_code, name, name_de, name_fr, eu_member, sepa_member, iban_length)
VALUES ('CH', 'CHE', 756, 'Switzerland', 'Schweiz', 'Suisse', 'N', 'Y', 21);
INSERT INTO countries (country_code, iso3, numeric_code, name, name_de)
VALUES ('US', 'USA', 840, 'United States', 'Vereinigte Staaten');
INSERT INTO countries (country_code, iso3, numeric_code, name) VALUES ('JP', 'JPN', 392, 'Japan');

INSERT INTO calendars (calendar, title, country_code) VALUES ('TARGET', 'TARGET2 closing days', NULL);
INSERT INTO calendars (calendar, title, country_code) VALUES ('NYSE', 'New York', 'US');
INSERT INTO calendars (calendar, title, country_code) VALUES ('TOKYO', 'Tokyo', 'JP');

INSERT INTO regions (region_code, name, time_zone, calendar, base_currency) VALUES ('AT', 'Österreich', 'Europe/Vienna', 'TARGET', 'EUR');
INSERT INTO regions (region_code, name, time_zone, calendar, base_currency, cutoff)
VALUES ('CH', 'Schweiz', 'Europe/Zurich', 'TARGET', 'CHF', INTERVAL '16:00' HOUR TO MINUTE);
INSERT INTO regions (region_code, name, time_zone, calendar, base_currency) VALUES ('US-EAST', 'New York', 'America/New_York', 'NYSE', 'USD');
INSERT INTO regions (region_code, name, time_zone, calendar, base_currency) VALUES ('JP', 'Tokyo', 'Asia/Tokyo', 'TOKYO', 'JPY');
UPDATE branches SET region_code = 'AT' WHERE branch_id IN (1, 20);
INSERT INTO branches (branch_id, name, parent_id, region_code) VALUES (30, 'Zürich', 1, 'CH');
INSERT INTO branches (branch_id, name, parent_id, region_code) VALUES (31, 'Winterthur', 30, 'CH');
INSERT INTO branches (branch_id, name, parent_id, region_code) VALUES (40, 'New York', 1, 'US-EAST');

INSERT INTO business_days (calendar, day, is_open, remark) VALUES ('TARGET', DATE '2025-01-01', 0, 'Neujahr');
INSERT INTO business_days (calendar, day, is_open, remark) VALUES ('TARGET', DATE '2025-04-18', 0, 'Karfreitag');
INSERT INTO business_days (calendar, day, is_open, remark) VALUES ('TARGET', DATE '2025-04-21', 0, 'Ostermontag');
INSERT INTO business_days (calendar, day, is_open, remark) VALUES ('TARGET', DATE '2025-05-01', 0, 'Tag der Arbeit');
INSERT INTO business_days (calendar, day, is_open, remark) VALUES ('NYSE', DATE '2025-07-04', 0, 'Independence Day');

INSERT INTO exchange_rates (from_currency, to_currency, valid_on, rate) VALUES ('EUR', 'USD', DATE '2025-01-31', 1.0393);
INSERT INTO exchange_rates (from_currency, to_currency, valid_on, rate) VALUES ('EUR', 'JPY', DATE '2025-01-31', 160.99);

INSERT INTO message_texts VALUES ('ACC.BLOCKED', 'de', 'Konto %1 ist gesperrt: %2');
INSERT INTO message_texts VALUES ('ACC.BLOCKED', 'en', 'Account %1 is blocked: %2');
INSERT INTO message_texts VALUES ('ACC.CLOSED', 'en', 'Account %1 is closed');

INSERT INTO fee_types (fee_code, title, method, amount) VALUES ('QUARTER', 'Kontoführung je Quartal', 'F', 18.9);
INSERT INTO fee_types (fee_code, title, method, amount, percent, minimum, maximum) VALUES ('SWIFT', 'Auslandsüberweisung', 'P', 1.5, 0.15, 12, 100);
INSERT INTO fee_types (fee_code, title, method) VALUES ('CUSTODY', 'Depotgebühr', 'T');
INSERT INTO fee_tiers VALUES ('CUSTODY', 0, 0.25);
INSERT INTO fee_tiers VALUES ('CUSTODY', 10000, 0.15);
INSERT INTO fee_tiers VALUES ('CUSTODY', 50000, 0.1);

INSERT INTO interest_tiers VALUES ('SAVE', DATE '2024-01-01', 0, 0.01);
INSERT INTO interest_tiers VALUES ('SAVE', DATE '2024-01-01', 10000, 0.015);
INSERT INTO interest_tiers VALUES ('SAVE', DATE '2025-01-01', 0, 0.0125);

INSERT INTO gl_accounts (gl_code, parent_code, title, side, postable) VALUES ('1', NULL, 'Aktiva', 'D', 'N');
INSERT INTO gl_accounts (gl_code, parent_code, title, side, postable) VALUES ('2', NULL, 'Passiva', 'C', 'N');
INSERT INTO gl_accounts (gl_code, parent_code, title, side) VALUES ('1000', '1', 'Kassa', 'D');
INSERT INTO gl_accounts (gl_code, parent_code, title, side, postable) VALUES ('20', '2', 'Kundeneinlagen', 'C', 'N');
INSERT INTO gl_accounts (gl_code, parent_code, title, side) VALUES ('2000', '20', 'Sichteinlagen', 'C');
INSERT INTO gl_accounts (gl_code, parent_code, title, side) VALUES ('2010', '20', 'Spareinlagen', 'C');
INSERT INTO gl_accounts (gl_code, parent_code, title, side) VALUES ('9999', NULL, 'Nicht zugeordnet', 'D');
INSERT INTO gl_mappings VALUES ('GIRO', 'EUR', '2000');
INSERT INTO gl_mappings VALUES ('SAVE', 'EUR', '2010');
