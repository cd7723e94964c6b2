CREATE OR REPLACE PACKAGE pkg_dunning
IS
    FUNCTION level_for (p_days IN NUMBER) RETURN dunning_levels.dunning_level%TYPE;
    PROCEDURE find_arrears (p_day IN DATE, p_found OUT NUMBER);
    PROCEDURE write_letters (p_day IN DATE, p_letters OUT NUMBER);
END pkg_dunning;
/
CREATE OR REPLACE PACKAGE BODY pkg_dunning
IS
    FUNCTION level_for (p_days IN NUMBER) RETURN dunning_levels.dunning_level%TYPE
    IS
        l_level dunning_levels.dunning_level%TYPE;
    BEGIN
        SELECT NVL(MAX(dunning_level), 0) INTO l_level FROM dunning_levels WHERE days_overdue <= p_days;
        RETURN l_level;
    END level_for;

    PROCEDURE find_arrears (p_day IN DATE, p_found OUT NUMBER)
    IS
    BEGIN
        MERGE INTO loan_arrears a
        USING (SELECT loan_id, due_on, instalment, pkg_dunning.level_for(TRUNC(p_day) - due_on) AS new_level
                 FROM core.loan_schedule
                WHERE paid = 'N' AND due_on < TRUNC(p_day)) s
           ON (a.loan_id = s.loan_id AND a.due_on = s.due_on)
         WHEN MATCHED THEN
              UPDATE SET a.open_amount = s.instalment, a.dunning_level = GREATEST(a.dunning_level, s.new_level)
         WHEN NOT MATCHED THEN
              INSERT (loan_id, due_on, open_amount, dunning_level) VALUES (s.loan_id, s.due_on, s.instalment, s.new_level);
        p_found := SQL%ROWCOUNT;
    END find_arrears;

    PROCEDURE write_letters (p_day IN DATE, p_letters OUT NUMBER)
    IS
        l_text CLOB;
        l_fee  NUMBER;
    BEGIN
        p_letters := 0;
        FOR a IN (SELECT loan_id, MAX(dunning_level) AS dunning_level, SUM(open_amount) AS amount
                    FROM loan_arrears
                   WHERE dunning_level > 0
                     AND (last_letter_on IS NULL OR last_letter_on < p_day - 14)
                   GROUP BY loan_id
                   ORDER BY loan_id)
        LOOP
            SELECT letter_text, fee INTO l_text, l_fee FROM dunning_levels WHERE dunning_level = a.dunning_level;
            l_text := REPLACE(l_text, '<amount>', core.pkg_money.printed(a.amount + l_fee, 'EUR'));
            INSERT INTO dunning_letters (loan_id, dunning_level, sent_on, amount, text)
            VALUES (a.loan_id, a.dunning_level, TRUNC(p_day), a.amount + l_fee, l_text);
            UPDATE loan_arrears SET last_letter_on = TRUNC(p_day) WHERE loan_id = a.loan_id AND dunning_level > 0;
            p_letters := p_letters + 1;
        END LOOP;
        COMMIT;
    END write_letters;
END pkg_dunning;
/
