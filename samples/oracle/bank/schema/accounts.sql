CREATE TABLE customers (
  customer_id    NUMBER(10)           NOT NULL,
  kind           CHAR(1)              NOT NULL,
  first_name     VARCHAR2(40 CHAR),
  last_name      VARCHAR2(60 CHAR)    NOT NULL,
  full_name      VARCHAR2(102 CHAR)   GENERATED ALWAYS AS (TRIM(first_name || ' ' || last_name)) VIRTUAL,
  birth_date     DATE,
  tax_number     VARCHAR2(20),
  email          VARCHAR2(120),
  phones         phone_list_t,
  risk_class     NUMBER(2)            DEFAULT 3,
  photo          BLOB,
  created_at     TIMESTAMP(6) WITH TIME ZONE DEFAULT SYSTIMESTAMP NOT NULL,
  CONSTRAINT customers_pk PRIMARY KEY (customer_id),
  CONSTRAINT customers_tax_uk UNIQUE (tax_number),
  CONSTRAINT customers_kind_ck CHECK (kind IN ('P', 'C')),
  CONSTRAINT customers_birth_ck CHECK (kind = 'C' OR birth_date IS NOT NULL) ENABLE NOVALIDATE
)
LOB (photo) STORE AS SECUREFILE (TABLESPACE &data_ts ENABLE STORAGE IN ROW CHUNK 8192);

COMMENT ON TABLE customers IS 'Natural persons and companies';
COMMENT ON COLUMN customers.tax_number IS 'Tax identification; personal data, mask outside production';

CREATE INDEX customers_name_ix ON customers (UPPER(last_name), first_name) TABLESPACE &index_ts;
CREATE UNIQUE INDEX customers_email_ux ON customers (LOWER(email));

CREATE TABLE account_types (
  account_type   VARCHAR2(10)   PRIMARY KEY,
  title          VARCHAR2(60)   NOT NULL,
  side           CHAR(1)        NOT NULL CONSTRAINT account_types_side_ck CHECK (side IN ('D', 'C')),
  interest_rate  NUMBER(7,5)    DEFAULT 0,
  overdraft      NUMBER(19,4)   DEFAULT 0 NOT NULL
);

CREATE TABLE accounts (
  account_id      NUMBER(12)      NOT NULL,
  iban            VARCHAR2(34)    NOT NULL,
  customer_id     NUMBER(10)      NOT NULL,
  branch_id       NUMBER(6)       NOT NULL,
  account_type    VARCHAR2(10)    NOT NULL,
  currency_code   CHAR(3 CHAR)    NOT NULL,
  balance         NUMBER(19,4)    DEFAULT 0 NOT NULL,
  blocked         NUMBER(19,4)    DEFAULT 0 NOT NULL,
  available       NUMBER(19,4)    AS (balance - blocked),
  opened_on       DATE            DEFAULT TRUNC(SYSDATE) NOT NULL,
  closed_on       DATE,
  version         INTEGER         DEFAULT 0 NOT NULL,
  CONSTRAINT accounts_pk PRIMARY KEY (account_id),
  CONSTRAINT accounts_iban_uk UNIQUE (iban) USING INDEX TABLESPACE &index_ts,
  CONSTRAINT accounts_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (customer_id),
  CONSTRAINT accounts_branch_fk FOREIGN KEY (branch_id) REFERENCES branches (branch_id),
  CONSTRAINT accounts_type_fk FOREIGN KEY (account_type) REFERENCES account_types (account_type),
  CONSTRAINT accounts_currency_fk FOREIGN KEY (currency_code) REFERENCES currencies (currency_code)
    DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT accounts_dates_ck CHECK (closed_on IS NULL OR closed_on >= opened_on)
)
STORAGE (INITIAL 1M NEXT 1M) LOGGING ENABLE ROW MOVEMENT;

COMMENT ON COLUMN accounts.blocked IS 'reserved by card authorisations and seizures';

CREATE INDEX accounts_customer_ix ON accounts (customer_id);
CREATE INDEX accounts_open_ix ON accounts (CASE WHEN closed_on IS NULL THEN branch_id END);
CREATE BITMAP INDEX accounts_type_bx ON accounts (account_type);

CREATE TABLE account_holders (
  account_id    NUMBER(12)   NOT NULL,
  customer_id   NUMBER(10)   NOT NULL,
  role          VARCHAR2(10) DEFAULT 'OWNER' NOT NULL,
  share_pct     NUMBER(5,2),
  CONSTRAINT account_holders_pk PRIMARY KEY (account_id, customer_id),
  CONSTRAINT account_holders_account_fk FOREIGN KEY (account_id) REFERENCES accounts ON DELETE CASCADE,
  CONSTRAINT account_holders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers
);
