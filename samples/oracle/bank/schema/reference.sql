CREATE TABLE currencies (
  currency_code   CHAR(3 CHAR)        NOT NULL,
  name            VARCHAR2(40 CHAR)   NOT NULL,
  minor_units     NUMBER(1)           DEFAULT 2 NOT NULL,
  active          CHAR(1)             DEFAULT 'Y' NOT NULL,
  CONSTRAINT currencies_pk PRIMARY KEY (currency_code),
  CONSTRAINT currencies_active_ck CHECK (active IN ('Y', 'N')),
  CONSTRAINT currencies_units_ck CHECK (minor_units BETWEEN 0 AND 4)
) TABLESPACE &data_ts PCTFREE 5;

COMMENT ON TABLE currencies IS 'ISO 4217 currencies that accounts may be kept in';
COMMENT ON COLUMN currencies.minor_units IS 'digits behind the decimal point; 0 for JPY';

-- One rate per pair and day, as published at 14:15.
CREATE TABLE exchange_rates (
  from_currency   CHAR(3 CHAR)   NOT NULL CONSTRAINT rates_from_fk REFERENCES currencies,
  to_currency     CHAR(3 CHAR)   NOT NULL CONSTRAINT rates_to_fk REFERENCES currencies (currency_code),
  valid_on        DATE           DEFAULT TRUNC(SYSDATE) NOT NULL,
  rate            NUMBER(18,9)   NOT NULL,
  source          VARCHAR2(20)   DEFAULT 'ECB',
  CONSTRAINT rates_pk PRIMARY KEY (from_currency, to_currency, valid_on)
    USING INDEX TABLESPACE &index_ts,
  CONSTRAINT rates_rate_ck CHECK (rate > 0),
  CONSTRAINT rates_pair_ck CHECK (from_currency <> to_currency)
) ORGANIZATION INDEX;

CREATE TABLE branches (
  branch_id     NUMBER(6)           NOT NULL,
  name          VARCHAR2(60 CHAR)   NOT NULL,
  address       address_t,
  opened_on     DATE                DEFAULT SYSDATE,
  parent_id     NUMBER(6),
  "Region"      VARCHAR2(20),
  CONSTRAINT branches_pk PRIMARY KEY (branch_id),
  CONSTRAINT branches_parent_fk FOREIGN KEY (parent_id) REFERENCES branches (branch_id)
);

CREATE TABLE business_days (
  calendar    VARCHAR2(10)   NOT NULL,
  day         DATE           NOT NULL,
  is_open     NUMBER(1,0)    DEFAULT 1 NOT NULL CHECK (is_open IN (0, 1)),
  remark      VARCHAR2(200),
  CONSTRAINT business_days_pk PRIMARY KEY (calendar, day),
  CONSTRAINT business_days_midnight_ck CHECK (day = TRUNC(day))
);

CREATE TABLE parameters (
  name         VARCHAR2(60)    NOT NULL,
  value        VARCHAR2(400),
  valid_from   TIMESTAMP(3)    DEFAULT SYSTIMESTAMP NOT NULL,
  changed_by   VARCHAR2(30)    DEFAULT USER NOT NULL,
  CONSTRAINT parameters_pk PRIMARY KEY (name, valid_from)
);
