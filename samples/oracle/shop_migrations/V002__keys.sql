ALTER TABLE product ADD CONSTRAINT pk_product PRIMARY KEY (id);
ALTER TABLE product ADD (CONSTRAINT uq_product_sku UNIQUE (sku), CONSTRAINT ck_price CHECK (price >= 0));
CREATE INDEX ix_orders_customer ON orders (customer_id);
CREATE UNIQUE INDEX ux_customer_email ON customer (LOWER(email));
