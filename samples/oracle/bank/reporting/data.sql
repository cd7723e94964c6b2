INSERT INTO report_definitions (report_code, title, frequency, receiver) VALUES ('MONTH_END', 'Monatsabschluss', 'M', 'Rechnungswesen');
INSERT INTO report_definitions (report_code, title, frequency, receiver) VALUES ('BALANCE', 'Vermögensausweis', 'M', 'OeNB');
INSERT INTO reg_positions (position_code, title) VALUES ('P', 'Passiva');
INSERT INTO reg_positions (position_code, parent_code, title) VALUES ('P1', 'P', 'Verbindlichkeiten gegenüber Kunden');
INSERT INTO reg_positions (position_code, parent_code, title, gl_from, gl_to) VALUES ('P11', 'P1', 'täglich fällig', '2000', '2009');
INSERT INTO reg_positions (position_code, parent_code, title, gl_from, gl_to) VALUES ('P12', 'P1', 'Spareinlagen', '2010', '2019');
INSERT INTO reg_positions (position_code, parent_code, title, sign, gl_from, gl_to) VALUES ('P2', 'P', 'davon ab: Kassa', -1, '1000', '1009');
