create or replace package pkg_fraud as
  -- Conditions of rules are SQL that the fraud team writes into FRAUD_RULES.
  type t_scores is table of number index by varchar2(100);
  procedure check_auth(p_auth in number, p_score out number);
  function scores(p_auth in number) return t_scores;
end pkg_fraud;
/
create or replace package body pkg_fraud as

  procedure check_auth(p_auth in number, p_score out number) is
    l_hit pls_integer;
  begin
    p_score := 0;
    for r in (select rule_id, condition_sql, score from fraud_rules where active = 'Y' order by rule_id) loop
      begin
        execute immediate 'select count(*) from authorisations a where a.auth_id = :1 and (' || r.condition_sql || ')'
          into l_hit using p_auth;
        if l_hit > 0 then
          insert into fraud_hits (auth_id, rule_id, score) values (p_auth, r.rule_id, r.score);
          p_score := p_score + r.score;
        end if;
      exception
        when others then
          core.pkg_audit.log_error('fraud rule ' || r.rule_id, sqlcode, sqlerrm);
      end;
    end loop;
  end check_auth;

  function scores(p_auth in number) return t_scores is
    l_all t_scores;
  begin
    for h in (select r.title, h.score from fraud_hits h join fraud_rules r on r.rule_id = h.rule_id where h.auth_id = p_auth) loop
      l_all(h.title) := h.score;
    end loop;
    return l_all;
  end scores;

end pkg_fraud;
/
