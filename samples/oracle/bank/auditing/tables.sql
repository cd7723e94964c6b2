-- Schema AUDITING. Nobody but the auditors reads it, and nobody may change it.
CREATE TABLE change_log (
  log_id         NUMBER(18)     NOT NULL,
  logged_at      TIMESTAMP(6) WITH TIME ZONE DEFAULT SYSTIMESTAMP NOT NULL,
  log_day        DATE           DEFAULT TRUNC(SYSDATE) NOT NULL,
  schema_name    VARCHAR2(30)   NOT NULL,
  table_name     VARCHAR2(30)   NOT NULL,
  operation      CHAR(1)        NOT NULL,
  key_value      VARCHAR2(200),
  column_name    VARCHAR2(30),
  old_value      VARCHAR2(4000),
  new_value      VARCHAR2(4000),
  session_user   VARCHAR2(128)  DEFAULT SYS_CONTEXT('USERENV', 'SESSION_USER'),
  client_info    VARCHAR2(64)   DEFAULT SYS_CONTEXT('USERENV', 'CLIENT_IDENTIFIER'),
  CONSTRAINT change_log_pk PRIMARY KEY (log_id, log_day),
  CONSTRAINT change_log_op_ck CHECK (operation IN ('I', 'U', 'D'))
)
PARTITION BY RANGE (log_day) (
  PARTITION cl_2024 VALUES LESS THAN (DATE '2025-01-01') TABLESPACE audit_2024,
  PARTITION cl_2025 VALUES LESS THAN (DATE '2026-01-01') TABLESPACE audit_2025,
  PARTITION cl_max VALUES LESS THAN (MAXVALUE) TABLESPACE audit_max
);

CREATE INDEX change_log_table_ix ON change_log (table_name, key_value) LOCAL;

CREATE TABLE login_log (
  login_id       NUMBER(12)     GENERATED ALWAYS AS IDENTITY,
  login          VARCHAR2(30)   NOT NULL,
  at             TIMESTAMP(3) WITH TIME ZONE DEFAULT SYSTIMESTAMP NOT NULL,
  terminal       VARCHAR2(60),
  success        NUMBER(1)      DEFAULT 1 NOT NULL,
  CONSTRAINT login_log_pk PRIMARY KEY (login_id)
);

CREATE TABLE access_log (
  access_id      NUMBER(14)     GENERATED ALWAYS AS IDENTITY,
  login          VARCHAR2(30)   NOT NULL,
  customer_id    NUMBER(10)     NOT NULL,
  purpose        VARCHAR2(200 CHAR),
  at             TIMESTAMP(3) WITH TIME ZONE DEFAULT SYSTIMESTAMP NOT NULL,
  CONSTRAINT access_log_pk PRIMARY KEY (access_id)
);

CREATE TABLE ddl_log (
  at             DATE           DEFAULT SYSDATE NOT NULL,
  event          VARCHAR2(30),
  object_owner   VARCHAR2(128),
  object_name    VARCHAR2(128),
  login          VARCHAR2(128)  DEFAULT USER
);

CREATE TABLE error_log (
  error_id       NUMBER(14)     NOT NULL,
  at             TIMESTAMP(6)   DEFAULT SYSTIMESTAMP NOT NULL,
  package_name   VARCHAR2(30),
  routine        VARCHAR2(30),
  sql_code       NUMBER(8),
  message        VARCHAR2(2000),
  params         VARCHAR2(2000),
  CONSTRAINT error_log_pk PRIMARY KEY (error_id)
);

CREATE TABLE process_log (
  process        VARCHAR2(40)   NOT NULL,
  step_no        NUMBER(6)      NOT NULL,
  started_at     TIMESTAMP(6)   DEFAULT SYSTIMESTAMP NOT NULL,
  message        VARCHAR2(400),
  CONSTRAINT process_log_pk PRIMARY KEY (process, step_no)
);

CREATE TABLE retention_rules (
  schema_name    VARCHAR2(30)   NOT NULL,
  table_name     VARCHAR2(30)   NOT NULL,
  keep           INTERVAL YEAR(2) TO MONTH NOT NULL,
  legal_basis    VARCHAR2(200 CHAR),
  CONSTRAINT retention_rules_pk PRIMARY KEY (schema_name, table_name)
);

CREATE TABLE four_eyes (
  request_id     NUMBER(12)     NOT NULL,
  action         VARCHAR2(30)   NOT NULL,
  key_value      VARCHAR2(100)  NOT NULL,
  requested_by   VARCHAR2(30)   DEFAULT USER NOT NULL,
  requested_at   DATE           DEFAULT SYSDATE NOT NULL,
  approved_by    VARCHAR2(30),
  approved_at    DATE,
  CONSTRAINT four_eyes_pk PRIMARY KEY (request_id),
  CONSTRAINT four_eyes_two_ck CHECK (approved_by IS NULL OR approved_by <> requested_by)
);

CREATE SEQUENCE change_log_seq CACHE 1000;
CREATE SEQUENCE error_log_seq NOCACHE;
CREATE SEQUENCE four_eyes_seq;
