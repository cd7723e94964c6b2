--------------------------------------------------------
--  DDL for View V_POSITION
--------------------------------------------------------

  CREATE OR REPLACE FORCE EDITIONABLE VIEW "TREASURY"."V_POSITION" ("BOOK", "CURRENCY_CODE", "POSITION_DAY", "AMOUNT", "MOVE") DEFAULT COLLATION "USING_NLS_COMP"  AS 
  SELECT book, currency_code, position_day, amount,
       amount - LAG(amount, 1, 0) OVER (PARTITION BY book, currency_code ORDER BY position_day)
  FROM (SELECT book, currency_code, position_day, amount FROM positions
        UNION ALL
        SELECT book, currency_code, position_day, amount FROM position_history)
;
--------------------------------------------------------
--  DDL for View V_LIMIT_FREE
--------------------------------------------------------

  CREATE OR REPLACE FORCE EDITIONABLE VIEW "TREASURY"."V_LIMIT_FREE" ("CPTY_ID", "SHORT_NAME", "LIMIT_TYPE", "AMOUNT", "USED", "FREE", "PCT") AS 
  select c.cpty_id, c.short_name, l.limit_type, l.amount, nvl(sum(u.used),0) used,
  l.amount - nvl(sum(u.used),0) free,
  round(nvl(sum(u.used),0) / decode(l.amount,0,null,l.amount) * 100) pct
  from counterparties c, credit_limits l, limit_usage u
  where l.cpty_id = c.cpty_id
  and u.cpty_id(+) = l.cpty_id and u.limit_type(+) = l.limit_type
  group by c.cpty_id, c.short_name, l.limit_type, l.amount
;
--------------------------------------------------------
--  DDL for View V_DEAL_FLOWS
--------------------------------------------------------

  CREATE OR REPLACE FORCE EDITIONABLE VIEW "TREASURY"."V_DEAL_FLOWS" ("DEAL_ID", "PAY_ON", "CURRENCY_CODE", "FLOW", "Remark") AS 
  select d.deal_id, l.pay_on, l.currency_code, decode(l.direction,'P',-l.amount,l.amount) flow, d."Remark"
  from deals d, deal_legs l where l.deal_id = d.deal_id and d.status in ('OPEN','CONFIRM')
;
--------------------------------------------------------
--  DDL for View V_LIQUIDITY
--------------------------------------------------------

  CREATE OR REPLACE FORCE EDITIONABLE VIEW "TREASURY"."V_LIQUIDITY" ("FORECAST_DAY", "CURRENCY_CODE", "NET", "CUMULATED") AS 
  select day, currency_code, sum(net), sum(sum(net)) over (partition by currency_code order by day)
  from (select forecast_day day, currency_code, net from liquidity_forecast
        union all select pay_on, currency_code, flow from v_deal_flows)
  group by day, currency_code
;
  GRANT SELECT ON "TREASURY"."V_LIQUIDITY" TO "REPORTING";
