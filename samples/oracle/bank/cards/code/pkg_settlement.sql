create or replace package pkg_settlement as
  procedure open_day(p_scheme in varchar2, p_day in date, p_id out number);
  procedure settle(p_scheme in varchar2, p_day in date, p_lines out pls_integer);
  function interchange(p_amount in number, p_scheme in varchar2) return number;
end pkg_settlement;
/
create or replace package body pkg_settlement as

  cursor c_open(cp_scheme varchar2, cp_day date) is
    select a.auth_id, a.card_id, a.account_amount, a.auth_day, c.account_id
      from authorisations a
      join core.cards c on c.card_id = a.card_id
      join card_contracts k on k.card_id = a.card_id
      join card_products p on p.product_code = k.product_code
     where p.scheme = cp_scheme
       and a.auth_day <= cp_day
       and a.response = '00'
       and a.reversed = 'N'
       and not exists (select 1 from settlement_lines l where l.auth_id = a.auth_id)
     order by a.auth_id;

  function interchange(p_amount in number, p_scheme in varchar2) return number is
  begin
    return p_amount * case p_scheme when 'CREDIT' then 0.003 when 'PREPAID' then 0.005 else 0.002 end;
  end interchange;

  procedure open_day(p_scheme in varchar2, p_day in date, p_id out number) is
  begin
    insert into settlements (scheme, settled_on) values (p_scheme, trunc(p_day)) returning settlement_id into p_id;
  exception
    when dup_val_on_index then
      select settlement_id into p_id from settlements where scheme = p_scheme and settled_on = trunc(p_day);
  end open_day;

  procedure settle(p_scheme in varchar2, p_day in date, p_lines out pls_integer) is
    l_id      number;
    l_line    number;
    l_journal number;
    l_clearing number := core.pkg_params.num('CARD.CLEARING');
  begin
    open_day(p_scheme, p_day, l_id);
    select nvl(max(line_no), 0) into l_line from settlement_lines where settlement_id = l_id;
    p_lines := 0;
    for r in c_open(p_scheme, p_day) loop
      update core.accounts set blocked = blocked - r.account_amount where account_id = r.account_id;
      l_journal := core.pkg_posting.transfer(r.account_id, l_clearing, r.account_amount, 'Karte ' || r.auth_id, p_day);
      l_line := l_line + 1;
      insert into settlement_lines (settlement_id, line_no, auth_id, gross, interchange)
      values (l_id, l_line, r.auth_id, r.account_amount, interchange(r.account_amount, p_scheme));
      p_lines := p_lines + 1;
    end loop;
    update settlements s
       set net_amount = (select nvl(sum(l.net), 0) from settlement_lines l where l.settlement_id = s.settlement_id),
           status = 'DONE'
     where settlement_id = l_id;
    commit;
  end settle;

end pkg_settlement;
/
