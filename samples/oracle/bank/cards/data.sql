insert all
  into response_codes (response, title) values ('00', 'genehmigt')
  into response_codes (response, title) values ('05', 'abgelehnt')
  into response_codes (response, title, keep_card) values ('62', 'Karte gesperrt', 'Y')
select * from dual;
insert into merchant_categories (mcc, title) values ('5411', 'Lebensmittel');
insert into merchant_categories (mcc, title) values ('6011', 'Geldautomaten');
insert into merchant_categories (mcc, title, blocked) values ('7995', 'Glücksspiel', 1);
insert into card_products (product_code, title, scheme, default_limit, fx_markup_pct) values ('DEBIT', 'Bankomatkarte', 'DEBIT', 400, 1.5);
insert into card_products (product_code, title, scheme, default_limit, annual_fee) values ('GOLD', 'Kreditkarte Gold', 'CREDIT', 2000, 65);
insert into merchants (merchant_id, name, mcc, country_code, city) values (1, 'Greissler am Eck', '5411', 'AT', 'Wien');
insert into merchants (merchant_id, name, mcc, country_code, city) values (2, 'Corner Deli', '5411', 'US', 'New York');
insert into terminals (terminal_id, merchant_id) values ('AT000001', 1);
insert into terminals (terminal_id, merchant_id, time_zone) values ('US000001', 2, 'America/New_York');
insert into core.cards (card_id, account_id, pan_hash, holder, valid_thru, daily_limit)
values (hextoraw('0A0B0C0D0E0F00010203040506070809'), 1001, hextoraw('AA01'), 'MARIA O''BRIEN', date '2027-12-31', 400);
insert into card_contracts (contract_id, card_id, product_code, customer_id, signed_at)
values (900001, hextoraw('0A0B0C0D0E0F00010203040506070809'), 'DEBIT', 100001, timestamp '2024-01-05 10:00:00 Europe/Vienna');
insert into card_limits (card_id, period, channel, amount) values (hextoraw('0A0B0C0D0E0F00010203040506070809'), 'DAY', 'POS', 400);
insert into card_limits (card_id, period, channel, amount) values (hextoraw('0A0B0C0D0E0F00010203040506070809'), 'MONTH', 'POS', 900);
