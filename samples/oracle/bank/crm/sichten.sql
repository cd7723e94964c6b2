CREATE OR REPLACE VIEW "KundenÜbersicht" AS
SELECT c.customer_id AS "KundeNr", c.full_name AS "Name", s.bezeichnung AS "Segment", k.letzter AS "LetzterKontakt"
  FROM core.customers c
  LEFT JOIN (SELECT kunde_nr, MAX(segment) KEEP (DENSE_RANK LAST ORDER BY seit) AS segment FROM kunde_segment GROUP BY kunde_nr) ks
    ON ks.kunde_nr = c.customer_id
  LEFT JOIN segmente s ON s.segment = ks.segment
  LEFT JOIN (SELECT kunde_nr, MAX(am) AS letzter FROM kontakte GROUP BY kunde_nr) k ON k.kunde_nr = c.customer_id;

CREATE OR REPLACE VIEW v_wiedervorlage AS
SELECT kontakt_nr, betreuer, kunde_nr, TRUNC(wiedervorlage) AS tag, TRUNC(SYSDATE) - TRUNC(wiedervorlage) AS tage_offen
  FROM kontakte
 WHERE wiedervorlage <= SYSDATE
   AND betreuer IS NOT NULL;

CREATE OR REPLACE VIEW v_beschwerde_frist AS
SELECT b.beschwerde_nr, b.kunde_nr, b.eingang, b.frist,
       CASE WHEN b.erledigt = 'J' THEN 'erledigt'
            WHEN b.frist < SYSDATE THEN 'überfällig'
            WHEN b.frist - SYSDATE < 7 THEN 'dringend'
            ELSE 'offen' END AS stand,
       (SELECT COUNT(*) FROM beschwerde_schritte s WHERE s.beschwerde_nr = b.beschwerde_nr) AS schritte
  FROM beschwerden b;

CREATE OR REPLACE VIEW v_kampagne_erfolg AS
SELECT k."KampagneNr", k."Titel",
       COUNT(kk."KundeNr") AS angeschrieben,
       SUM(CASE kk."Antwort" WHEN 'JA' THEN 1 ELSE 0 END) AS zusagen,
       k."Budget" / NULLIF(SUM(CASE kk."Antwort" WHEN 'JA' THEN 1 ELSE 0 END), 0) AS kosten_je_zusage
  FROM "Kampagne" k, "KampagneKunde" kk
 WHERE kk."KampagneNr" (+) = k."KampagneNr"
 GROUP BY k."KampagneNr", k."Titel", k."Budget";

-- Who stands in for whom, down to the last.
CREATE OR REPLACE VIEW v_vertretung AS
SELECT CONNECT_BY_ROOT betreuer AS betreuer, betreuer AS vertreter, LEVEL - 1 AS stufe
  FROM betreuer
 WHERE LEVEL > 1 AND aktiv = 1
CONNECT BY NOCYCLE betreuer = PRIOR vertretung;
