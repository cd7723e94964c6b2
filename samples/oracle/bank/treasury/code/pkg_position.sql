--------------------------------------------------------
--  DDL for Package PKG_POSITION
--------------------------------------------------------

  CREATE OR REPLACE EDITIONABLE PACKAGE "TREASURY"."PKG_POSITION" as
  procedure move(p_book varchar2, p_cur varchar2, p_day date, p_amount number, p_rate number default null);
  procedure roll(p_from date, p_to date);
  function amount(p_book varchar2, p_cur varchar2, p_day date) return number;
  procedure archive(p_before date, p_rows out number);
end;
/
--------------------------------------------------------
--  DDL for Package Body PKG_POSITION
--------------------------------------------------------

  CREATE OR REPLACE EDITIONABLE PACKAGE BODY "TREASURY"."PKG_POSITION" as

  procedure move(p_book varchar2, p_cur varchar2, p_day date, p_amount number, p_rate number default null) is
    r positions%rowtype;
  begin
    select * into r from positions
     where book=p_book and currency_code=p_cur and position_day=trunc(p_day) for update;
    if sign(r.amount) = sign(p_amount) and p_rate is not null then
      r.avg_rate := (r.amount*nvl(r.avg_rate,p_rate) + p_amount*p_rate) / (r.amount+p_amount);
    end if;
    r.amount := r.amount + p_amount;
    update positions set row = r where book=p_book and currency_code=p_cur and position_day=trunc(p_day);
  exception
    when no_data_found then
      insert into positions(book,currency_code,position_day,amount,avg_rate) values(p_book,p_cur,trunc(p_day),p_amount,p_rate);
  end;

  procedure roll(p_from date, p_to date) is
  begin
    insert into positions(book,currency_code,position_day,amount,avg_rate)
    select book,currency_code,p_to,amount,avg_rate from positions p
    where position_day=p_from
      and not exists(select 1 from positions n where n.book=p.book and n.currency_code=p.currency_code and n.position_day=p_to);
  end;

  function amount(p_book varchar2, p_cur varchar2, p_day date) return number is
    v number;
  begin
    select sum(amount) keep (dense_rank last order by position_day) into v
    from positions where book=p_book and currency_code=p_cur and position_day<=p_day;
    return nvl(v,0);
  end;

  procedure archive(p_before date, p_rows out number) is
  begin
    insert into position_history(book,currency_code,position_day,amount,avg_rate)
    select book,currency_code,position_day,amount,avg_rate from positions where position_day < p_before;
    p_rows := sql%rowcount;
    delete from positions where position_day < p_before;
    if sql%rowcount <> p_rows then
      rollback;
      raise_application_error(-20410,'Rows changed while they were moved');
    end if;
    commit;
  end;

end;
/
