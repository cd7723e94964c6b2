create or replace trigger authorisations_bi
  before insert on authorisations
  for each row
begin
  if :new.auth_id is null then
    :new.auth_id := auth_seq.nextval;
  end if;
  :new.auth_day := trunc(nvl(:new.auth_day, sysdate));
end;
/
create or replace trigger card_blocks_ai
  after insert on card_blocks
  for each row
begin
  if :new.reason = 'STOLEN' then
    update card_limits set amount = 0 where card_id = :new.card_id;
  end if;
end;
/
create or replace trigger chargebacks_state
  before update of state on chargebacks
  for each row
begin
  if :old.state <> 'OPEN' and :new.state <> :old.state then
    raise_application_error(-20240, 'Chargeback ' || :old.chargeback_id || ' is ' || :old.state);
  end if;
end;
/
