--------------------------------------------------------
--  DDL for Package PKG_RECON
--------------------------------------------------------

  CREATE OR REPLACE EDITIONABLE PACKAGE "TREASURY"."PKG_RECON" as
  /* Pairs entries of the correspondent's statement (S) with our own (L). */
  procedure run(p_nostro number, p_recon out number);
  function open_items(p_nostro number) return number;
end;
/
--------------------------------------------------------
--  DDL for Package Body PKG_RECON
--------------------------------------------------------

  CREATE OR REPLACE EDITIONABLE PACKAGE BODY "TREASURY"."PKG_RECON" as

  cursor c_ours(cp_nostro number) is
    select entry_id, value_date, amount, reference from nostro_entries
    where nostro_id=cp_nostro and side='L' and recon_id is null order by entry_id;

  cursor c_theirs(cp_nostro number, cp_amount number, cp_day date, cp_ref varchar2) is
    select entry_id from nostro_entries
    where nostro_id=cp_nostro and side='S' and recon_id is null and amount=cp_amount
      and (reference=cp_ref or (cp_ref is null and value_date between cp_day-2 and cp_day+2))
    order by abs(value_date-cp_day), entry_id;

  procedure pair(p_a number, p_b number, p_recon number) is
  begin
    update nostro_entries set recon_id=p_recon where entry_id in (p_a,p_b);
  end;

  function open_items(p_nostro number) return number is
    n number;
  begin
    select count(*) into n from nostro_entries where nostro_id=p_nostro and recon_id is null;
    return n;
  end;

  procedure run(p_nostro number, p_recon out number) is
    v_other number;
    v_matched number := 0;
  begin
    p_recon := recon_seq.nextval;
    insert into reconciliations(recon_id,nostro_id) values(p_recon,p_nostro);
    for o in c_ours(p_nostro) loop
      open c_theirs(p_nostro,o.amount,o.value_date,o.reference);
      fetch c_theirs into v_other;
      if c_theirs%found then
        pair(o.entry_id,v_other,p_recon);
        v_matched := v_matched+1;
      end if;
      close c_theirs;
    end loop;
    update reconciliations set matched=v_matched, open_items=open_items(p_nostro) where recon_id=p_recon;
  exception
    when others then
      if c_theirs%isopen then close c_theirs; end if;
      core.pkg_audit.log_error('recon '||p_nostro, sqlcode, sqlerrm);
      raise;
  end;

end;
/
