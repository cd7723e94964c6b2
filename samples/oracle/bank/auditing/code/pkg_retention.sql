CREATE OR REPLACE PACKAGE pkg_retention AUTHID CURRENT_USER AS
  -- Drops partitions that are older than the law asks for.
  PROCEDURE run(p_day IN DATE DEFAULT SYSDATE);
END pkg_retention;
/
CREATE OR REPLACE PACKAGE BODY pkg_retention AS

  PROCEDURE run(p_day IN DATE DEFAULT SYSDATE) IS
    l_high DATE;
  BEGIN
    FOR r IN (SELECT schema_name, table_name, keep FROM retention_rules) LOOP
      FOR p IN (SELECT partition_name, high_value
                  FROM all_tab_partitions
                 WHERE table_owner = r.schema_name AND table_name = r.table_name
                 ORDER BY partition_position)
      LOOP
        EXECUTE IMMEDIATE 'SELECT ' || p.high_value || ' FROM dual' INTO l_high;
        IF l_high < p_day - r.keep THEN
          EXECUTE IMMEDIATE 'ALTER TABLE "' || r.schema_name || '"."' || r.table_name || '" DROP PARTITION "' || p.partition_name || '" UPDATE INDEXES';
          pkg_log.step('RETENTION', r.table_name || '.' || p.partition_name);
        END IF;
      END LOOP;
    END LOOP;
  END run;

END pkg_retention;
/
