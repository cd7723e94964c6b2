CREATE OR REPLACE FUNCTION decode_status_rank (p_status IN VARCHAR2) RETURN PLS_INTEGER DETERMINISTIC
IS
BEGIN
    RETURN CASE p_status
               WHEN 'NEW' THEN 1
               WHEN 'CHECKED' THEN 2
               WHEN 'APPROVED' THEN 3
               WHEN 'REFUSED' THEN 3
               WHEN 'SIGNED' THEN 4
               ELSE 0
           END;
END decode_status_rank;
/
CREATE OR REPLACE FUNCTION effective_rate (p_nominal IN NUMBER, p_periods IN NUMBER DEFAULT 12) RETURN NUMBER DETERMINISTIC
IS
BEGIN
    RETURN ROUND((POWER(1 + p_nominal / p_periods, p_periods) - 1) * 100, 3);
END effective_rate;
/
