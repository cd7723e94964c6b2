-- Schema LENDING. Contracts themselves are CORE.LOANS (history), everything around them is here.

CREATE TABLE loan_products
(
    product_code      VARCHAR2(12)       CONSTRAINT loan_products_pk PRIMARY KEY,
    title             VARCHAR2(80 CHAR)  NOT NULL,
    min_amount        NUMBER(19,2)       NOT NULL,
    max_amount        NUMBER(19,2)       NOT NULL,
    min_months        NUMBER(3)          DEFAULT 6 NOT NULL,
    max_months        NUMBER(3)          DEFAULT 360 NOT NULL,
    base_rate         NUMBER(7,5)        NOT NULL,
    day_count         VARCHAR2(8)        DEFAULT '30E/360' NOT NULL,
    secured           CHAR(1)            DEFAULT 'N' NOT NULL,
    CONSTRAINT loan_products_amount_ck CHECK (max_amount >= min_amount),
    CONSTRAINT loan_products_months_ck CHECK (max_months >= min_months),
    CONSTRAINT loan_products_count_ck CHECK (day_count IN ('30E/360', 'ACT/360', 'ACT/365', 'ACT/ACT'))
);

CREATE TABLE loan_applications
(
    application_id    NUMBER(12)         NOT NULL,
    customer_id       NUMBER(10)         NOT NULL,
    product_code      VARCHAR2(12)       NOT NULL,
    amount            NUMBER(19,2)       NOT NULL,
    months            NUMBER(3)          NOT NULL,
    income            NUMBER(19,2),
    expenses          NUMBER(19,2),
    score             NUMBER(5,1),
    status            VARCHAR2(10)       DEFAULT 'NEW' NOT NULL,
    applied_on        DATE               DEFAULT SYSDATE NOT NULL,
    decided_on        DATE,
    decided_by        VARCHAR2(30),
    loan_id           NUMBER(12),
    CONSTRAINT loan_applications_pk PRIMARY KEY (application_id),
    CONSTRAINT loan_applications_cust_fk FOREIGN KEY (customer_id) REFERENCES core.customers (customer_id),
    CONSTRAINT loan_applications_prod_fk FOREIGN KEY (product_code) REFERENCES loan_products (product_code),
    CONSTRAINT loan_applications_loan_fk FOREIGN KEY (loan_id) REFERENCES core.loans (loan_id),
    CONSTRAINT loan_applications_stat_ck CHECK (status IN ('NEW', 'CHECKED', 'APPROVED', 'REFUSED', 'SIGNED')),
    CONSTRAINT loan_applications_dec_ck CHECK (status NOT IN ('APPROVED', 'REFUSED') OR decided_on IS NOT NULL)
);

CREATE INDEX loan_applications_open_ix ON loan_applications (NVL(decided_on, DATE '9999-12-31'), status);

CREATE TABLE application_checks
(
    application_id    NUMBER(12)         NOT NULL,
    check_code        VARCHAR2(12)       NOT NULL,
    passed            NUMBER(1),
    remark            VARCHAR2(400 CHAR),
    checked_at        TIMESTAMP          DEFAULT SYSTIMESTAMP,
    CONSTRAINT application_checks_pk PRIMARY KEY (application_id, check_code),
    CONSTRAINT application_checks_fk FOREIGN KEY (application_id) REFERENCES loan_applications ON DELETE CASCADE
);

CREATE TABLE credit_scores
(
    customer_id       NUMBER(10)         NOT NULL,
    scored_on         DATE               NOT NULL,
    score             NUMBER(5,1)        NOT NULL,
    grade             VARCHAR2(3)        GENERATED ALWAYS AS
                      (CASE WHEN score >= 90 THEN 'AAA' WHEN score >= 75 THEN 'A' WHEN score >= 50 THEN 'B' ELSE 'C' END) VIRTUAL,
    source            VARCHAR2(20)       DEFAULT 'INTERNAL' NOT NULL,
    CONSTRAINT credit_scores_pk PRIMARY KEY (customer_id, scored_on, source),
    CONSTRAINT credit_scores_cust_fk FOREIGN KEY (customer_id) REFERENCES core.customers
);

CREATE TABLE collateral_types
(
    type_code         VARCHAR2(8)        CONSTRAINT collateral_types_pk PRIMARY KEY,
    title             VARCHAR2(60 CHAR)  NOT NULL,
    haircut           NUMBER(5,4)        DEFAULT 0.2 NOT NULL,
    CONSTRAINT collateral_types_haircut_ck CHECK (haircut BETWEEN 0 AND 1)
);

CREATE TABLE collaterals
(
    collateral_id     NUMBER(12)         NOT NULL,
    loan_id           NUMBER(12)         NOT NULL,
    type_code         VARCHAR2(8)        NOT NULL,
    description       VARCHAR2(400 CHAR),
    nominal           NUMBER(19,2)       NOT NULL,
    currency_code     CHAR(3 CHAR)       NOT NULL,
    registered_on     DATE,
    released_on       DATE,
    CONSTRAINT collaterals_pk PRIMARY KEY (collateral_id),
    CONSTRAINT collaterals_loan_fk FOREIGN KEY (loan_id) REFERENCES core.loans (loan_id),
    CONSTRAINT collaterals_type_fk FOREIGN KEY (type_code) REFERENCES collateral_types,
    CONSTRAINT collaterals_currency_fk FOREIGN KEY (currency_code) REFERENCES core.currencies (currency_code)
);

CREATE TABLE collateral_valuations
(
    collateral_id     NUMBER(12)         NOT NULL,
    valued_on         DATE               NOT NULL,
    market_value      NUMBER(19,2)       NOT NULL,
    valuer            VARCHAR2(80 CHAR),
    CONSTRAINT collateral_valuations_pk PRIMARY KEY (collateral_id, valued_on),
    CONSTRAINT collateral_valuations_fk FOREIGN KEY (collateral_id) REFERENCES collaterals ON DELETE CASCADE
);

CREATE TABLE guarantors
(
    loan_id           NUMBER(12)         NOT NULL,
    customer_id       NUMBER(10)         NOT NULL,
    max_amount        NUMBER(19,2),
    since             DATE               DEFAULT SYSDATE,
    CONSTRAINT guarantors_pk PRIMARY KEY (loan_id, customer_id),
    CONSTRAINT guarantors_loan_fk FOREIGN KEY (loan_id) REFERENCES core.loans,
    CONSTRAINT guarantors_cust_fk FOREIGN KEY (customer_id) REFERENCES core.customers
);

CREATE TABLE loan_payments
(
    payment_no        NUMBER(12)         NOT NULL,
    loan_id           NUMBER(12)         NOT NULL,
    paid_on           DATE               NOT NULL,
    amount            NUMBER(19,4)       NOT NULL,
    to_interest       NUMBER(19,4)       DEFAULT 0 NOT NULL,
    to_principal      NUMBER(19,4)       DEFAULT 0 NOT NULL,
    to_fees           NUMBER(19,4)       DEFAULT 0 NOT NULL,
    CONSTRAINT loan_payments_pk PRIMARY KEY (payment_no),
    CONSTRAINT loan_payments_loan_fk FOREIGN KEY (loan_id) REFERENCES core.loans,
    CONSTRAINT loan_payments_split_ck CHECK (amount = to_interest + to_principal + to_fees)
);

CREATE INDEX loan_payments_loan_ix ON loan_payments (loan_id, paid_on);

CREATE TABLE dunning_levels
(
    dunning_level     NUMBER(1)          CONSTRAINT dunning_levels_pk PRIMARY KEY,
    days_overdue      NUMBER(4)          NOT NULL,
    fee               NUMBER(9,2)        DEFAULT 0 NOT NULL,
    letter_text       CLOB
);

CREATE TABLE loan_arrears
(
    loan_id           NUMBER(12)         NOT NULL,
    due_on            DATE               NOT NULL,
    open_amount       NUMBER(19,4)       NOT NULL,
    dunning_level     NUMBER(1)          DEFAULT 0 NOT NULL,
    last_letter_on    DATE,
    CONSTRAINT loan_arrears_pk PRIMARY KEY (loan_id, due_on),
    CONSTRAINT loan_arrears_schedule_fk FOREIGN KEY (loan_id, due_on) REFERENCES core.loan_schedule (loan_id, due_on)
);

CREATE TABLE dunning_letters
(
    letter_id         NUMBER(12)         GENERATED BY DEFAULT ON NULL AS IDENTITY,
    loan_id           NUMBER(12)         NOT NULL,
    dunning_level     NUMBER(1)          NOT NULL,
    sent_on           DATE               DEFAULT TRUNC(SYSDATE) NOT NULL,
    amount            NUMBER(19,4)       NOT NULL,
    text              CLOB,
    CONSTRAINT dunning_letters_pk PRIMARY KEY (letter_id),
    CONSTRAINT dunning_letters_level_fk FOREIGN KEY (dunning_level) REFERENCES dunning_levels
);

CREATE TABLE provision_rules
(
    stage             NUMBER(1)          NOT NULL,
    days_from         NUMBER(5)          NOT NULL,
    percent           NUMBER(5,2)        NOT NULL,
    CONSTRAINT provision_rules_pk PRIMARY KEY (stage, days_from)
);

CREATE TABLE provisions
(
    loan_id           NUMBER(12)         NOT NULL,
    period            NUMBER(6)          NOT NULL,
    stage             NUMBER(1)          NOT NULL,
    exposure          NUMBER(19,4)       NOT NULL,
    amount            NUMBER(19,4)       NOT NULL,
    CONSTRAINT provisions_pk PRIMARY KEY (loan_id, period),
    CONSTRAINT provisions_period_fk FOREIGN KEY (period) REFERENCES core.gl_periods (period)
);

CREATE TABLE rate_resets
(
    loan_id           NUMBER(12)         NOT NULL,
    reset_on          DATE               NOT NULL,
    index_name        VARCHAR2(12)       NOT NULL,
    fixing            NUMBER(9,6)        NOT NULL,
    margin            NUMBER(9,6)        NOT NULL,
    new_rate          NUMBER(9,6)        GENERATED ALWAYS AS (GREATEST(fixing + margin, 0)),
    CONSTRAINT rate_resets_pk PRIMARY KEY (loan_id, reset_on)
);

CREATE TABLE prepayments
(
    loan_id           NUMBER(12)         NOT NULL REFERENCES core.loans,
    requested_on      DATE               DEFAULT SYSDATE NOT NULL,
    amount            NUMBER(19,2)       NOT NULL,
    penalty           NUMBER(19,2)       DEFAULT 0,
    done              CHAR(1)            DEFAULT 'N',
    CONSTRAINT prepayments_pk PRIMARY KEY (loan_id, requested_on)
);

CREATE TABLE restructurings
(
    restructuring_id  NUMBER(10)         NOT NULL,
    loan_id           NUMBER(12)         NOT NULL,
    agreed_on         DATE               NOT NULL,
    old_months        NUMBER(3),
    new_months        NUMBER(3),
    reason            VARCHAR2(200 CHAR),
    CONSTRAINT restructurings_pk PRIMARY KEY (restructuring_id),
    CONSTRAINT restructurings_loan_fk FOREIGN KEY (loan_id) REFERENCES core.loans
);

COMMENT ON TABLE provisions IS 'Einzelwertberichtigungen je Monat (IFRS 9)';
COMMENT ON COLUMN provisions.stage IS 'Stufe 1, 2 oder 3';

CREATE SEQUENCE application_seq START WITH 20000;
CREATE SEQUENCE collateral_seq START WITH 500 CACHE 50;
CREATE SEQUENCE loan_payment_seq CACHE 200;
CREATE SEQUENCE restructuring_seq MINVALUE 1 NOMAXVALUE;
