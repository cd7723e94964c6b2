-- Added when the bank bought houses outside the euro zone (2013).
CREATE TABLE countries (
  country_code   CHAR(2 CHAR)        NOT NULL,
  iso3           CHAR(3 CHAR)        NOT NULL,
  numeric_code   NUMBER(3)           NOT NULL,
  name           VARCHAR2(60 CHAR)   NOT NULL,
  name_de        VARCHAR2(60 CHAR),
  name_fr        VARCHAR2(60 CHAR),
  eu_member      CHAR(1)             DEFAULT 'N' NOT NULL,
  sepa_member    CHAR(1)             DEFAULT 'N' NOT NULL,
  iban_length    NUMBER(2),
  risk_weight    NUMBER(5,4)         DEFAULT 1,
  CONSTRAINT countries_pk PRIMARY KEY (country_code),
  CONSTRAINT countries_iso3_uk UNIQUE (iso3),
  CONSTRAINT countries_eu_ck CHECK (eu_member IN ('Y', 'N')),
  CONSTRAINT countries_sepa_ck CHECK (sepa_member IN ('Y', 'N'))
) TABLESPACE &data_ts;

COMMENT ON TABLE countries IS 'Länder nach ISO 3166 / pays selon ISO 3166';
COMMENT ON COLUMN countries.risk_weight IS 'Gewicht im Länderrisiko (1 = normal)';

CREATE TABLE regions (
  region_code    VARCHAR2(8)         NOT NULL,
  name           VARCHAR2(60 CHAR)   NOT NULL,
  time_zone      VARCHAR2(40)        NOT NULL,
  calendar       VARCHAR2(10)        DEFAULT 'TARGET' NOT NULL,
  base_currency  CHAR(3 CHAR)        NOT NULL,
  cutoff         INTERVAL DAY(0) TO SECOND(0) DEFAULT INTERVAL '17:30' HOUR TO MINUTE NOT NULL,
  CONSTRAINT regions_pk PRIMARY KEY (region_code),
  CONSTRAINT regions_currency_fk FOREIGN KEY (base_currency) REFERENCES currencies (currency_code)
);

COMMENT ON COLUMN regions.time_zone IS 'name as in V$TIMEZONE_NAMES, e.g. Europe/Vienna';
COMMENT ON COLUMN regions.cutoff IS 'Annahmeschluss: time of day, local, after which the value date moves on';

CREATE TABLE calendars (
  calendar       VARCHAR2(10)        NOT NULL,
  title          VARCHAR2(80 CHAR)   NOT NULL,
  country_code   CHAR(2 CHAR),
  weekend        VARCHAR2(7)         DEFAULT 'SAT,SUN' NOT NULL,
  CONSTRAINT calendars_pk PRIMARY KEY (calendar),
  CONSTRAINT calendars_country_fk FOREIGN KEY (country_code) REFERENCES countries
);

ALTER TABLE regions ADD CONSTRAINT regions_calendar_fk FOREIGN KEY (calendar) REFERENCES calendars (calendar);

CREATE TABLE legal_entities (
  entity_id      NUMBER(4)           NOT NULL,
  lei            CHAR(20)            NOT NULL,
  name           VARCHAR2(120 CHAR)  NOT NULL,
  region_code    VARCHAR2(8)         NOT NULL,
  parent_id      NUMBER(4),
  founded_on     DATE,
  CONSTRAINT legal_entities_pk PRIMARY KEY (entity_id),
  CONSTRAINT legal_entities_lei_uk UNIQUE (lei),
  CONSTRAINT legal_entities_region_fk FOREIGN KEY (region_code) REFERENCES regions (region_code),
  CONSTRAINT legal_entities_parent_fk FOREIGN KEY (parent_id) REFERENCES legal_entities (entity_id)
);

ALTER TABLE branches ADD (
  region_code    VARCHAR2(8)  CONSTRAINT branches_region_fk REFERENCES regions (region_code),
  entity_id      NUMBER(4),
  closed_on      DATE
);
ALTER TABLE branches ADD CONSTRAINT branches_entity_fk FOREIGN KEY (entity_id) REFERENCES legal_entities (entity_id);

CREATE TABLE message_texts (
  message_code   VARCHAR2(20)        NOT NULL,
  lang           CHAR(2)             NOT NULL,
  text           VARCHAR2(500 CHAR)  NOT NULL,
  CONSTRAINT message_texts_pk PRIMARY KEY (message_code, lang)
) ORGANIZATION INDEX PCTTHRESHOLD 20 OVERFLOW;

CREATE TABLE bank_users (
  user_id        NUMBER(8)           NOT NULL,
  login          VARCHAR2(30)        NOT NULL,
  full_name      VARCHAR2(80 CHAR)   NOT NULL,
  branch_id      NUMBER(6),
  lang           CHAR(2)             DEFAULT 'de' NOT NULL,
  locked         CHAR(1)             DEFAULT 'N' NOT NULL,
  last_login     TIMESTAMP(0) WITH TIME ZONE,
  CONSTRAINT bank_users_pk PRIMARY KEY (user_id),
  CONSTRAINT bank_users_branch_fk FOREIGN KEY (branch_id) REFERENCES branches (branch_id),
  CONSTRAINT bank_users_locked_ck CHECK (locked IN ('Y', 'N'))
);

CREATE UNIQUE INDEX bank_users_login_ux ON bank_users (UPPER(login));

CREATE TABLE user_rights (
  user_id        NUMBER(8)           NOT NULL,
  right_code     VARCHAR2(30)        NOT NULL,
  max_amount     NUMBER(19,4),
  granted_by     NUMBER(8),
  granted_at     TIMESTAMP           DEFAULT SYSTIMESTAMP NOT NULL,
  CONSTRAINT user_rights_pk PRIMARY KEY (user_id, right_code),
  CONSTRAINT user_rights_user_fk FOREIGN KEY (user_id) REFERENCES bank_users ON DELETE CASCADE,
  CONSTRAINT user_rights_by_fk FOREIGN KEY (granted_by) REFERENCES bank_users
);
