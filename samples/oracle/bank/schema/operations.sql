CREATE TABLE audit_log (
  audit_id      NUMBER         NOT NULL,
  at            TIMESTAMP WITH LOCAL TIME ZONE DEFAULT LOCALTIMESTAMP NOT NULL,
  who           VARCHAR2(128)  DEFAULT USER,
  table_name    VARCHAR2(30)   NOT NULL,
  operation     CHAR(1)        NOT NULL,
  key_value     VARCHAR2(100),
  old_values    CLOB,
  new_values    CLOB,
  CONSTRAINT audit_log_pk PRIMARY KEY (audit_id)
)
PARTITION BY RANGE (at) INTERVAL (NUMTOYMINTERVAL(1, 'MONTH')) (
  PARTITION p0 VALUES LESS THAN (TIMESTAMP '2024-01-01 00:00:00')
);

CREATE TABLE error_log (
  error_id     NUMBER GENERATED ALWAYS AS IDENTITY,
  at           TIMESTAMP DEFAULT SYSTIMESTAMP NOT NULL,
  module       VARCHAR2(60),
  code         NUMBER(6),
  message      VARCHAR2(4000),
  backtrace    CLOB,
  CONSTRAINT error_log_pk PRIMARY KEY (error_id)
);

CREATE GLOBAL TEMPORARY TABLE posting_work (
  line_no      NUMBER(5)      NOT NULL,
  account_id   NUMBER(12)     NOT NULL,
  amount       NUMBER(19,4)   NOT NULL,
  text         VARCHAR2(140 CHAR)
) ON COMMIT DELETE ROWS;

CREATE TABLE documents (
  document_id   NUMBER(12)      NOT NULL,
  customer_id   NUMBER(10),
  title         VARCHAR2(200),
  mime_type     VARCHAR2(60),
  content       BLOB,
  full_text     CLOB,
  source_file   BFILE,
  scanned_on    DATE DEFAULT SYSDATE
);

-- Found in a migration of 2019: the key had been forgotten.
ALTER TABLE documents ADD CONSTRAINT documents_pk PRIMARY KEY (document_id);
ALTER TABLE documents ADD (
  pages        NUMBER(4) DEFAULT 1,
  checksum     RAW(20),
  CONSTRAINT documents_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE SET NULL
);
ALTER TABLE documents MODIFY (title VARCHAR2(400 CHAR) NOT NULL);
ALTER TABLE documents RENAME COLUMN mime_type TO media_type;
ALTER TABLE documents DROP COLUMN source_file;

CREATE TABLE eod_runs (
  run_date     DATE           NOT NULL,
  step         VARCHAR2(30)   NOT NULL,
  started_at   TIMESTAMP      DEFAULT SYSTIMESTAMP,
  ended_at     TIMESTAMP,
  rows_done    NUMBER(12)     DEFAULT 0,
  status       VARCHAR2(10)   DEFAULT 'RUNNING',
  CONSTRAINT eod_runs_pk PRIMARY KEY (run_date, step)
);
