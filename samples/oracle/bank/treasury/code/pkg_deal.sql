--------------------------------------------------------
--  DDL for Package PKG_DEAL
--------------------------------------------------------

  CREATE OR REPLACE EDITIONABLE PACKAGE "TREASURY"."PKG_DEAL" as
  procedure new_spot(p_cpty number, p_buy varchar2, p_sell varchar2, p_amount number, p_rate number, p_day date, p_deal out number);
  procedure new_swap(p_cpty number, p_buy varchar2, p_sell varchar2, p_amount number, p_near number, p_far number, p_day date, p_far_day date, p_deal out number);
  procedure cancel(p_deal number);
  function spot_day(p_day date) return date;
  function free_limit(p_cpty number, p_type varchar2 default 'FX') return number;
  function pv(p_amount number, p_curve number, p_days number) return binary_double;
end;
/
--------------------------------------------------------
--  DDL for Package Body PKG_DEAL
--------------------------------------------------------

  CREATE OR REPLACE EDITIONABLE PACKAGE BODY "TREASURY"."PKG_DEAL" as

  function spot_day(p_day date) return date is
    d date := p_day;
  begin
    for i in 1..2 loop
      d := core.pkg_calendar.next_business_day(d+1);
    end loop;
    return d;
  end;

  function free_limit(p_cpty number, p_type varchar2 default 'FX') return number is
    v number;
  begin
    select free into v from v_limit_free where cpty_id = p_cpty and limit_type = p_type;
    return v;
  exception when no_data_found then return 0;
  end;

  procedure use_limit(p_cpty number, p_deal number, p_amount number) is
    f number := free_limit(p_cpty);
  begin
    if p_amount > f then
      raise_application_error(-20400,'Limit of counterparty '||p_cpty||': '||to_char(p_amount)||' asked, '||to_char(f)||' free');
    end if;
    insert into limit_usage(cpty_id,limit_type,deal_id,used) values(p_cpty,'FX',p_deal,p_amount);
  end;

  procedure leg(p_deal number, p_no number, p_dir char, p_cur varchar2, p_amount number, p_rate number, p_day date) is
  begin
    insert into deal_legs values(p_deal,p_no,p_dir,p_cur,p_amount,p_rate,p_day);
  end;

  procedure new_spot(p_cpty number, p_buy varchar2, p_sell varchar2, p_amount number, p_rate number, p_day date, p_deal out number) is
    v_day date := spot_day(p_day);
  begin
    select deal_seq.nextval into p_deal from dual;
    insert into deals(deal_id,deal_type,cpty_id,value_date,maturity) values(p_deal,'SPOT',p_cpty,v_day,v_day);
    use_limit(p_cpty,p_deal,p_amount);
    leg(p_deal,1,'R',p_buy,p_amount,p_rate,v_day);
    leg(p_deal,2,'P',p_sell,round(p_amount*p_rate,2),p_rate,v_day);
  end;

  procedure new_swap(p_cpty number, p_buy varchar2, p_sell varchar2, p_amount number, p_near number, p_far number, p_day date, p_far_day date, p_deal out number) is
  begin
    new_spot(p_cpty,p_buy,p_sell,p_amount,p_near,p_day,p_deal);
    update deals set deal_type='SWAP', maturity=p_far_day where deal_id=p_deal;
    leg(p_deal,3,'P',p_buy,p_amount,p_far,p_far_day);
    leg(p_deal,4,'R',p_sell,round(p_amount*p_far,2),p_far,p_far_day);
  end;

  procedure cancel(p_deal number) is
    v_status deals.status%type;
  begin
    select status into v_status from deals where deal_id=p_deal for update nowait;
    if v_status = 'OPEN' then
      update deals set status='CANCEL' where deal_id=p_deal;
      delete from limit_usage where deal_id=p_deal;
    else
      raise_application_error(-20401,'Deal '||p_deal||' is '||v_status);
    end if;
  end;

  -- linear between the two neighbours on the curve
  function pv(p_amount number, p_curve number, p_days number) return binary_double is
    cursor c is
      select tenor_days, discount from curve_points where curve_id = p_curve order by tenor_days;
    lo c%rowtype;
    hi c%rowtype;
  begin
    lo.tenor_days := 0;
    lo.discount := 1;
    open c;
    loop
      fetch c into hi;
      exit when c%notfound or hi.tenor_days >= p_days;
      lo := hi;
    end loop;
    close c;
    if hi.tenor_days = lo.tenor_days or hi.tenor_days is null then
      return p_amount * lo.discount;
    end if;
    return p_amount * (lo.discount + (hi.discount - lo.discount) * (p_days - lo.tenor_days) / (hi.tenor_days - lo.tenor_days));
  end;

end;
/
