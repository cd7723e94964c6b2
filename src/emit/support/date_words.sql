-- Names of months and days in languages other than English.

-- TO_CHAR(d, fmt, 'NLS_DATE_LANGUAGE=…') with names of months and days that are not cut short
-- rules: HD-383 OR-TMZ-025
CREATE OR REPLACE FUNCTION ora_compat.to_char_in(d timestamp, fmt text, language text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $fn$
DECLARE
  months text[];
  days   text[];
  names  text[];
  part   text;
  word   text;
  large  text;
  model  text := '';
  bare   boolean := false;
BEGIN
  IF d IS NULL THEN RETURN NULL; END IF;
  CASE language
    WHEN 'FRENCH' THEN
      months := '{janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre}';
      days := '{dimanche,lundi,mardi,mercredi,jeudi,vendredi,samedi}';
    WHEN 'GERMAN' THEN
      months := '{januar,februar,märz,april,mai,juni,juli,august,september,oktober,november,dezember}';
      days := '{sonntag,montag,dienstag,mittwoch,donnerstag,freitag,samstag}';
    WHEN 'SPANISH' THEN
      months := '{enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre}';
      days := '{domingo,lunes,martes,miércoles,jueves,viernes,sábado}';
    WHEN 'ITALIAN' THEN
      months := '{gennaio,febbraio,marzo,aprile,maggio,giugno,luglio,agosto,settembre,ottobre,novembre,dicembre}';
      days := '{domenica,lunedì,martedì,mercoledì,giovedì,venerdì,sabato}';
    WHEN 'DUTCH' THEN
      months := '{januari,februari,maart,april,mei,juni,juli,augustus,september,oktober,november,december}';
      days := '{zondag,maandag,dinsdag,woensdag,donderdag,vrijdag,zaterdag}';
    WHEN 'PORTUGUESE', 'BRAZILIAN PORTUGUESE' THEN
      months := '{janeiro,fevereiro,março,abril,maio,junho,julho,agosto,setembro,outubro,novembro,dezembro}';
      days := '{domingo,segunda-feira,terça-feira,quarta-feira,quinta-feira,sexta-feira,sábado}';
  END CASE;
  FOR part IN SELECT m[1] FROM regexp_matches(fmt, '("[^"]*"|MONTH|DAY|DDD|DD|FM|.)', 'gis') AS m LOOP
    IF upper(part) IN ('MONTH', 'DAY') THEN
      names := CASE upper(part) WHEN 'MONTH' THEN months ELSE days END;
      word := names[CASE upper(part) WHEN 'MONTH' THEN extract(month FROM d) ELSE extract(dow FROM d) + 1 END::int];
      large := translate(upper(word), 'àáâãäçèéêìíñòóôõöùúûü', 'ÀÁÂÃÄÇÈÉÊÌÍÑÒÓÔÕÖÙÚÛÜ');   -- upper of the C collation knows ASCII only
      IF substr(part, 2, 1) BETWEEN 'A' AND 'Z' THEN
        word := large;
      ELSIF substr(part, 1, 1) BETWEEN 'A' AND 'Z' THEN
        word := replace(left(large, 1) || substr(word, 2), '-f', '-F');
      END IF;
      IF NOT bare THEN
        word := rpad(word, (SELECT max(length(n)) FROM unnest(names) AS n));
      END IF;
      model := model || '"' || word || '"';
    ELSE
      IF upper(part) = 'FM' THEN bare := NOT bare; END IF;
      model := model || part;
    END IF;
  END LOOP;
  RETURN ora_compat.date_to_char(d, model);
END $fn$;
