create or replace package pkg_fees is
   -- What a service costs; null amounts cost the fixed part.
   function fee(p_code in varchar2, p_amount in number default null) return number;
   procedure charge(p_account in number, p_code in varchar2, p_amount in number, p_day in date, p_fee out number);
   procedure charge_quarter(p_day in date, p_charged out pls_integer, p_failed out pls_integer);
end pkg_fees;
/
create or replace package body pkg_fees is

   c_income_account constant varchar2(20) := 'FEE.INCOME';

   function tiered(p_code in varchar2, p_amount in number) return number is
      l_fee  number := 0;
      l_from number;
      l_pct  number;
   begin
      -- Each slice of the amount at the rate of its tier.
      for t in (select from_amount, percent,
                       lead(from_amount) over (order by from_amount) as next_from
                  from fee_tiers
                 where fee_code = p_code
                 order by from_amount)
      loop
         exit when t.from_amount >= p_amount;
         l_from := t.from_amount;
         l_pct := t.percent;
         l_fee := l_fee + (least(p_amount, nvl(t.next_from, p_amount)) - l_from) * l_pct / 100;
      end loop;
      return l_fee;
   end tiered;

   function fee(p_code in varchar2, p_amount in number default null) return number is
      r_type fee_types%rowtype;
      l_fee  number;
   begin
      select * into r_type from fee_types where fee_code = p_code;
      case r_type.method
         when 'F' then
            l_fee := r_type.amount;
         when 'P' then
            l_fee := r_type.amount + nvl(p_amount, 0) * r_type.percent / 100;
         when 'T' then
            l_fee := r_type.amount + tiered(p_code, nvl(p_amount, 0));
      end case;
      if l_fee < r_type.minimum then
         l_fee := r_type.minimum;
      elsif l_fee > r_type.maximum then
         l_fee := r_type.maximum;
      end if;
      return round(l_fee, 2);
   exception
      when no_data_found then
         raise_application_error(pkg_errors.c_not_found, 'Unknown fee ' || p_code);
   end fee;

   procedure charge(p_account in number, p_code in varchar2, p_amount in number, p_day in date, p_fee out number) is
      l_income  number;
      l_journal number;
   begin
      p_fee := fee(p_code, p_amount);
      if p_fee = 0 then
         return;
      end if;
      l_income := pkg_params.num(c_income_account);
      l_journal := pkg_posting.transfer(p_account, l_income, p_fee, 'Fee ' || p_code, p_day);
      insert into account_fees (account_id, fee_code, due_on, amount, journal_id)
      values (p_account, p_code, trunc(p_day), p_fee, l_journal);
   end charge;

   procedure charge_quarter(p_day in date, p_charged out pls_integer, p_failed out pls_integer) is
      l_fee number;
   begin
      p_charged := 0;
      p_failed := 0;
      for a in (select account_id from accounts
                 where account_type = 'GIRO' and closed_on is null
                   and not exists (select null from account_fees f
                                    where f.account_id = accounts.account_id and f.fee_code = 'QUARTER'
                                      and trunc(f.due_on, 'Q') = trunc(p_day, 'Q'))
                 order by account_id)
      loop
         begin
            charge(a.account_id, 'QUARTER', null, p_day, l_fee);
            p_charged := p_charged + 1;
         exception
            when pkg_posting.e_no_cover then
               p_failed := p_failed + 1;
         end;
      end loop;
   end charge_quarter;

end pkg_fees;
/
