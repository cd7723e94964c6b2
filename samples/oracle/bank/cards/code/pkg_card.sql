create or replace package pkg_card as
  e_terminated exception;

  procedure issue(p_account in number, p_customer in number, p_product in varchar2, p_holder in varchar2, p_valid in date, p_card out raw);
  procedure block_card(p_card in raw, p_reason in varchar2);
  procedure unblock_card(p_card in raw);
  procedure set_limit(p_card in raw, p_period in varchar2, p_channel in varchar2, p_amount in number);
  function  masked(p_number in varchar2) return varchar2 deterministic;
  function  luhn_ok(p_number in varchar2) return boolean;
end pkg_card;
/
create or replace package body pkg_card as

  procedure issue(p_account in number, p_customer in number, p_product in varchar2, p_holder in varchar2, p_valid in date, p_card out raw) is
    l_limit card_products.default_limit%type;
  begin
    select default_limit into l_limit from card_products where product_code = p_product;
    p_card := sys_guid();
    insert into core.cards (card_id, account_id, pan_hash, holder, valid_thru, daily_limit)
    values (p_card, p_account, p_card, upper(substr(p_holder, 1, 26)), last_day(trunc(p_valid)), l_limit);
    insert into card_contracts (card_id, product_code, customer_id) values (p_card, p_product, p_customer);
    insert into card_limits (card_id, period, channel, amount)
    select p_card, 'DAY', channel, l_limit
      from (select 'POS' as channel from dual union all select 'ATM' from dual union all select 'ECOM' from dual);
  end issue;

  procedure block_card(p_card in raw, p_reason in varchar2) is
  begin
    insert into card_blocks (card_id, reason) values (p_card, p_reason);
  end block_card;

  procedure unblock_card(p_card in raw) is
  begin
    update card_blocks set unblocked_at = systimestamp where card_id = p_card and unblocked_at is null;
    update core.cards set pin_tries = 0 where card_id = p_card;
  end unblock_card;

  procedure set_limit(p_card in raw, p_period in varchar2, p_channel in varchar2, p_amount in number) is
    l_old card_limits.amount%type;
  begin
    begin
      select amount into l_old from card_limits
       where card_id = p_card and period = p_period and channel = p_channel
         for update wait 5;
      update card_limits set amount = p_amount
       where card_id = p_card and period = p_period and channel = p_channel;
    exception
      when no_data_found then
        insert into card_limits (card_id, period, channel, amount) values (p_card, p_period, p_channel, p_amount);
    end;
    insert into card_limit_changes (card_id, period, channel, old_amount, new_amount)
    values (p_card, p_period, p_channel, l_old, p_amount);
  end set_limit;

  function masked(p_number in varchar2) return varchar2 deterministic is
  begin
    return rpad(substr(p_number, 1, 6), length(p_number) - 4, '*') || substr(p_number, -4);
  end masked;

  function luhn_ok(p_number in varchar2) return boolean is
    l_sum   pls_integer := 0;
    l_digit pls_integer;
    l_twice boolean := false;
  begin
    for i in reverse 1 .. length(p_number) loop
      l_digit := to_number(substr(p_number, i, 1));
      if l_twice then
        l_digit := l_digit * 2;
        if l_digit > 9 then
          l_digit := l_digit - 9;
        end if;
      end if;
      l_sum := l_sum + l_digit;
      l_twice := not l_twice;
    end loop;
    return mod(l_sum, 10) = 0;
  end luhn_ok;

end pkg_card;
/
