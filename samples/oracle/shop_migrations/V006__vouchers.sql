CREATE TABLE voucher (
  code        VARCHAR2(16) NOT NULL,
  percent     NUMBER(5,2),
  amount      NUMBER(10,2),
  valid_from  DATE NOT NULL,
  valid_to    DATE,
  used        CHAR(1) DEFAULT 'N' NOT NULL,
  CONSTRAINT pk_voucher PRIMARY KEY (code),
  CONSTRAINT ck_voucher_kind CHECK ((percent IS NULL AND amount IS NOT NULL) OR (percent IS NOT NULL AND amount IS NULL)),
  CONSTRAINT ck_voucher_dates CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
ALTER TABLE orders ADD voucher_code VARCHAR2(16);
ALTER TABLE orders ADD CONSTRAINT fk_order_voucher FOREIGN KEY (voucher_code) REFERENCES voucher (code) DEFERRABLE;
COMMENT ON TABLE voucher IS 'Codes that lower the price of one order';
COMMENT ON COLUMN voucher.used IS 'Y once an order was paid with it';
