/* Double entry: the postings of a journal entry add up to zero per currency. */
CREATE TABLE journal_entries (
  journal_id     NUMBER(18)      NOT NULL,
  booked_at      TIMESTAMP(6)    DEFAULT SYSTIMESTAMP NOT NULL,
  value_date     DATE            NOT NULL,
  reference      VARCHAR2(35),
  reversal_of    NUMBER(18),
  entered_by     VARCHAR2(30)    DEFAULT SYS_CONTEXT('USERENV', 'SESSION_USER') NOT NULL,
  status         VARCHAR2(8)     DEFAULT 'BOOKED' NOT NULL,
  CONSTRAINT journal_entries_pk PRIMARY KEY (journal_id),
  CONSTRAINT journal_reversal_fk FOREIGN KEY (reversal_of) REFERENCES journal_entries (journal_id),
  CONSTRAINT journal_status_ck CHECK (status IN ('BOOKED', 'REVERSED'))
);

CREATE TABLE postings (
  posting_id      NUMBER(18)      NOT NULL,
  journal_id      NUMBER(18)      NOT NULL,
  account_id      NUMBER(12)      NOT NULL,
  booking_date    DATE            NOT NULL,
  amount          NUMBER(19,4)    NOT NULL,
  currency_code   CHAR(3 CHAR)    NOT NULL,
  text            VARCHAR2(140 CHAR),
  CONSTRAINT postings_pk PRIMARY KEY (posting_id, booking_date),
  CONSTRAINT postings_journal_fk FOREIGN KEY (journal_id) REFERENCES journal_entries (journal_id),
  CONSTRAINT postings_account_fk FOREIGN KEY (account_id) REFERENCES accounts (account_id),
  CONSTRAINT postings_amount_ck CHECK (amount <> 0)
)
PARTITION BY RANGE (booking_date) (
  PARTITION p2023 VALUES LESS THAN (TO_DATE('2024-01-01', 'YYYY-MM-DD')),
  PARTITION p2024 VALUES LESS THAN (TO_DATE('2025-01-01', 'YYYY-MM-DD')) TABLESPACE &data_ts,
  PARTITION p2025 VALUES LESS THAN (DATE '2026-01-01') COMPRESS,
  PARTITION pmax  VALUES LESS THAN (MAXVALUE)
);

CREATE INDEX postings_account_ix ON postings (account_id, booking_date DESC) LOCAL;
CREATE INDEX postings_journal_ix ON postings (journal_id);

-- Balances at the end of each day, written by the end-of-day run.
CREATE TABLE daily_balances (
  account_id    NUMBER(12)     NOT NULL CONSTRAINT daily_account_fk REFERENCES accounts,
  day           DATE           NOT NULL,
  balance       NUMBER(19,4)   NOT NULL,
  turnover      NUMBER(19,4)   DEFAULT 0,
  CONSTRAINT daily_balances_pk PRIMARY KEY (account_id, day)
);
