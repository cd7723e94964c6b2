INSERT INTO sanction_lists (list_id, publisher, version_no, published_at) VALUES (1, 'EU', '2025-01', TIMESTAMP '2025-01-15 12:00:00 +01:00');
INSERT INTO sanction_entries (entry_id, list_id, name, birth_date) VALUES (1, 1, 'Karl-Heinz Räuber', DATE '1960-01-01');
INSERT INTO sanction_entries (entry_id, list_id, kind, name) VALUES (2, 1, 'C', 'Piraten Reederei Ltd.');
INSERT INTO sanction_aliases (entry_id, alias) VALUES (1, 'Carlos Bandido');
INSERT INTO aml_rules (rule_code, title, threshold, days) VALUES ('TURNOVER', 'hoher Umsatz', 50000, 30);
INSERT INTO aml_rules (rule_code, title, threshold, days) VALUES ('STRUCTURE', 'knapp unter der Schwelle', 10000, 7);
