create or replace view v_card_spend as
select a.card_id,
       a.auth_day,
       t.kind as channel,
       sum(case when a.response = '00' and a.reversed = 'N' then a.account_amount else 0 end) as spent,
       count(*) as requests
  from authorisations a
  join terminals t on t.terminal_id = a.terminal_id
 group by a.card_id, a.auth_day, t.kind;

create or replace view v_card_state as
select c.card_id, c.holder, c.valid_thru, p.title as product,
       case
         when exists (select 1 from card_blocks b where b.card_id = c.card_id and b.unblocked_at is null) then 'BLOCKED'
         when last_day(c.valid_thru) < trunc(sysdate) then 'EXPIRED'
         when k.terminated_at is not null then 'TERMINATED'
         else 'ACTIVE'
       end as state
  from core.cards c
  left join card_contracts k on k.card_id = c.card_id
  left join card_products p on p.product_code = k.product_code;

create or replace view v_auth_local as
select a.auth_id,
       a.requested_at,
       a.requested_at at time zone 'UTC' as requested_utc,
       cast(a.requested_at at time zone 'Europe/Vienna' as date) as requested_vienna,
       extract(hour from a.requested_at) as utc_hour,
       m.name as merchant
  from authorisations a, terminals t, merchants m
 where t.terminal_id = a.terminal_id
   and m.merchant_id = t.merchant_id;

create or replace view v_top_merchants as
select m.merchant_id, m.name, sum(a.account_amount) as turnover
  from merchants m
  join terminals t on t.merchant_id = m.merchant_id
  join authorisations a on a.terminal_id = t.terminal_id
 where a.response = '00'
 group by m.merchant_id, m.name
 order by turnover desc nulls last
 fetch first 20 rows only;

create or replace view v_fraud_score as
select a.auth_id, a.card_id, nvl(sum(h.score), 0) as score,
       listagg(r.title, ', ') within group (order by h.score desc, r.rule_id) as reasons
  from authorisations a
  left join fraud_hits h on h.auth_id = a.auth_id
  left join fraud_rules r on r.rule_id = h.rule_id
 group by a.auth_id, a.card_id;
