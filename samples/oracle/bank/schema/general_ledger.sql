CREATE TABLE gl_accounts (
  gl_code        VARCHAR2(10)    NOT NULL,
  parent_code    VARCHAR2(10),
  title          VARCHAR2(80 CHAR) NOT NULL,
  side           CHAR(1)         NOT NULL,
  postable       CHAR(1)         DEFAULT 'Y' NOT NULL,
  CONSTRAINT gl_accounts_pk PRIMARY KEY (gl_code),
  CONSTRAINT gl_accounts_parent_fk FOREIGN KEY (parent_code) REFERENCES gl_accounts (gl_code),
  CONSTRAINT gl_accounts_side_ck CHECK (side IN ('D', 'C'))
);
COMMENT ON TABLE gl_accounts IS 'Kontenplan; plan comptable';

CREATE INDEX gl_accounts_parent_ix ON gl_accounts (parent_code);

CREATE TABLE gl_mappings (
  account_type   VARCHAR2(10)    NOT NULL,
  currency_code  CHAR(3 CHAR)    NOT NULL,
  gl_code        VARCHAR2(10)    NOT NULL,
  CONSTRAINT gl_mappings_pk PRIMARY KEY (account_type, currency_code),
  CONSTRAINT gl_mappings_type_fk FOREIGN KEY (account_type) REFERENCES account_types,
  CONSTRAINT gl_mappings_curr_fk FOREIGN KEY (currency_code) REFERENCES currencies,
  CONSTRAINT gl_mappings_gl_fk FOREIGN KEY (gl_code) REFERENCES gl_accounts
);

CREATE TABLE gl_periods (
  period         NUMBER(6)       NOT NULL,
  first_day      DATE            NOT NULL,
  last_day       DATE            NOT NULL,
  status         VARCHAR2(6)     DEFAULT 'OPEN' NOT NULL,
  closed_at      TIMESTAMP(6),
  closed_by      VARCHAR2(30),
  CONSTRAINT gl_periods_pk PRIMARY KEY (period),
  CONSTRAINT gl_periods_status_ck CHECK (status IN ('OPEN', 'CLOSED')),
  CONSTRAINT gl_periods_month_ck CHECK (period BETWEEN 190001 AND 299912 AND MOD(period, 100) BETWEEN 1 AND 12)
);
COMMENT ON COLUMN gl_periods.period IS 'YYYYMM';

CREATE TABLE gl_entries (
  gl_entry_id    NUMBER(18)      NOT NULL,
  period         NUMBER(6)       NOT NULL,
  gl_code        VARCHAR2(10)    NOT NULL,
  currency_code  CHAR(3 CHAR)    NOT NULL,
  debit          NUMBER(19,4)    DEFAULT 0 NOT NULL,
  credit         NUMBER(19,4)    DEFAULT 0 NOT NULL,
  booked_at      TIMESTAMP(6)    DEFAULT SYSTIMESTAMP NOT NULL,
  CONSTRAINT gl_entries_pk PRIMARY KEY (gl_entry_id, period),
  CONSTRAINT gl_entries_code_fk FOREIGN KEY (gl_code) REFERENCES gl_accounts (gl_code),
  CONSTRAINT gl_entries_side_ck CHECK (debit = 0 OR credit = 0)
)
PARTITION BY RANGE (period) (
  PARTITION p2023 VALUES LESS THAN (202401),
  PARTITION p2024 VALUES LESS THAN (202501),
  PARTITION p2025 VALUES LESS THAN (202601),
  PARTITION pmax VALUES LESS THAN (MAXVALUE)
);

CREATE TABLE gl_balances (
  period         NUMBER(6)       NOT NULL REFERENCES gl_periods,
  gl_code        VARCHAR2(10)    NOT NULL REFERENCES gl_accounts,
  currency_code  CHAR(3 CHAR)    NOT NULL,
  balance        NUMBER(19,4)    DEFAULT 0 NOT NULL,
  CONSTRAINT gl_balances_pk PRIMARY KEY (period, gl_code, currency_code)
);

-- Moved away from POSTINGS ten years after the booking.
CREATE TABLE postings_history (
  posting_id      NUMBER(18)      NOT NULL,
  journal_id      NUMBER(18)      NOT NULL,
  account_id      NUMBER(12)      NOT NULL,
  booking_date    DATE            NOT NULL,
  amount          NUMBER(19,4)    NOT NULL,
  currency_code   CHAR(3 CHAR)    NOT NULL,
  text            VARCHAR2(140 CHAR),
  region_code     VARCHAR2(8)     NOT NULL,
  moved_on        DATE            DEFAULT SYSDATE NOT NULL
)
PARTITION BY LIST (region_code) (
  PARTITION p_at VALUES ('AT', 'DE'),
  PARTITION p_ch VALUES ('CH'),
  PARTITION p_us VALUES ('US-EAST', 'US-WEST'),
  PARTITION p_other VALUES (DEFAULT)
);

CREATE INDEX postings_history_ix ON postings_history (account_id, booking_date) LOCAL COMPRESS 1;

CREATE GLOBAL TEMPORARY TABLE month_end_work (
  gl_code        VARCHAR2(10)    NOT NULL,
  currency_code  CHAR(3 CHAR)    NOT NULL,
  amount         NUMBER(19,4)
) ON COMMIT PRESERVE ROWS;
