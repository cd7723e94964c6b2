create or replace package pkg_auth as
  -- Decides about card payments while the terminal waits.
  c_ok          constant char(2) := '00';
  c_declined    constant char(2) := '05';
  c_no_funds    constant char(2) := '51';
  c_expired     constant char(2) := '54';
  c_limit       constant char(2) := '61';
  c_blocked     constant char(2) := '62';
  c_bad_pin     constant char(2) := '55';

  procedure authorise(
    p_card      in  authorisations.card_id%type,
    p_terminal  in  varchar2,
    p_amount    in  number,
    p_currency  in  varchar2,
    p_at        in  timestamp with time zone default systimestamp,
    p_auth      out number,
    p_response  out varchar2);

  procedure reverse(p_auth in number, p_done out boolean);
  function spent(p_card in raw, p_channel in varchar2, p_from in date, p_to in date) return number;
  function response_text(p_response in varchar2) return varchar2;
end pkg_auth;
/
create or replace package body pkg_auth as

  e_decline  exception;
  g_reason   char(2);

  procedure decline(p_reason in char) is
  begin
    g_reason := p_reason;
    raise e_decline;
  end decline;

  function spent(p_card in raw, p_channel in varchar2, p_from in date, p_to in date) return number is
    l_sum number;
  begin
    select nvl(sum(s.spent), 0)
      into l_sum
      from v_card_spend s
     where s.card_id = p_card
       and s.channel = p_channel
       and s.auth_day between p_from and p_to;
    return l_sum;
  end spent;

  procedure check_card(p_card in raw, p_day in date, p_account out number) is
    l_card   core.cards%rowtype;
    l_blocks pls_integer;
  begin
    select * into l_card from core.cards where card_id = p_card;
    p_account := l_card.account_id;
    if last_day(l_card.valid_thru) < p_day then
      decline(c_expired);
    end if;
    select count(*) into l_blocks from card_blocks where card_id = p_card and unblocked_at is null;
    if l_blocks > 0 then
      decline(c_blocked);
    elsif l_card.pin_tries >= 3 then
      decline(c_bad_pin);
    end if;
  exception
    when no_data_found then
      decline('14');
  end check_card;

  procedure check_limits(p_card in raw, p_channel in varchar2, p_amount in number, p_day in date) is
    l_from date;
  begin
    for l in (select period, amount from card_limits where card_id = p_card and channel = p_channel order by amount) loop
      l_from := case l.period
                  when 'DAY' then p_day
                  when 'WEEK' then trunc(p_day, 'IW')
                  else trunc(p_day, 'MM')
                end;
      if spent(p_card, p_channel, l_from, p_day) + p_amount > l.amount then
        decline(c_limit);
      end if;
    end loop;
  end check_limits;

  procedure authorise(
    p_card      in  authorisations.card_id%type,
    p_terminal  in  varchar2,
    p_amount    in  number,
    p_currency  in  varchar2,
    p_at        in  timestamp with time zone default systimestamp,
    p_auth      out number,
    p_response  out varchar2)
  is
    l_channel   terminals.kind%type;
    l_zone      terminals.time_zone%type;
    l_account   number;
    l_currency  core.accounts.currency_code%type;
    l_amount    number;
    l_day       date;
    l_markup    number := 0;
  begin
    p_response := c_ok;
    select kind, time_zone into l_channel, l_zone from terminals where terminal_id = p_terminal;
    l_day := trunc(cast(p_at at time zone l_zone as date));
    p_auth := auth_seq.nextval;
    begin
      check_card(p_card, l_day, l_account);
      select currency_code into l_currency from core.accounts where account_id = l_account;
      if l_currency <> p_currency then
        select nvl(max(p.fx_markup_pct), 0)
          into l_markup
          from card_contracts k join card_products p on p.product_code = k.product_code
         where k.card_id = p_card and k.terminated_at is null;
      end if;
      l_amount := round(core.pkg_money.exchanged(p_amount, p_currency, l_currency, l_day) * (1 + l_markup / 100), 2);
      check_limits(p_card, l_channel, l_amount, l_day);
      if core.pkg_account.available(l_account) < l_amount then
        decline(c_no_funds);
      end if;
      update core.accounts set blocked = blocked + l_amount where account_id = l_account;
    exception
      when e_decline then
        p_response := g_reason;
    end;
    insert into authorisations (auth_id, card_id, terminal_id, requested_at, auth_day, amount, currency_code,
                                account_amount, response, auth_code)
    values (p_auth, p_card, p_terminal, p_at, l_day, p_amount, p_currency,
            l_amount, p_response, case p_response when '00' then lpad(mod(p_auth, 1000000), 6, '0') end);
  exception
    when no_data_found then
      p_response := c_declined;
      p_auth := null;
  end authorise;

  procedure reverse(p_auth in number, p_done out boolean) is
    l_card   authorisations.card_id%type;
    l_amount authorisations.account_amount%type;
  begin
    update authorisations
       set reversed = 'Y'
     where auth_id = p_auth and response = '00' and reversed = 'N'
    returning card_id, account_amount into l_card, l_amount;
    p_done := sql%found;
    if p_done then
      update core.accounts a
         set a.blocked = a.blocked - l_amount
       where a.account_id = (select c.account_id from core.cards c where c.card_id = l_card);
    end if;
  end reverse;

  function response_text(p_response in varchar2) return varchar2 is
    l_text response_codes.title%type;
  begin
    select title into l_text from response_codes where response = p_response;
    return p_response || ' ' || l_text;
  exception
    when no_data_found then
      return p_response;
  end response_text;

end pkg_auth;
/
