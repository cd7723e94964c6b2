INSERT INTO segmente (segment, bezeichnung) VALUES ('S1', 'Standard');
INSERT INTO segmente (segment, bezeichnung, ab_umsatz) VALUES ('S2', 'Komfort', 5000);
INSERT INTO segmente (segment, bezeichnung, ab_umsatz) VALUES ('S3', 'Premium', 50000);
INSERT INTO betreuer (betreuer, filiale, vertretung, aktiv) VALUES ('MAYER', 20, NULL, 1);
INSERT INTO betreuer (betreuer, filiale, vertretung, aktiv) VALUES ('GRUBER', 20, 'MAYER', 0);
INSERT INTO betreuer (betreuer, filiale, vertretung, aktiv) VALUES ('HOFER', 30, 'GRUBER', 0);
INSERT INTO "Kampagne" ("KampagneNr", "Titel", "Beginn", "Budget", "Größe") VALUES (1, 'Weltspartag', DATE '2024-10-31', 5000, 0);
