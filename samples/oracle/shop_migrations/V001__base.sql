-- A web shop whose schema grew by migrations; the folder yields the state after the last one.
CREATE TABLE customer (
  id          NUMBER(19) GENERATED ALWAYS AS IDENTITY,
  email       VARCHAR2(254) NOT NULL,
  name        VARCHAR2(100),
  created     DATE DEFAULT SYSDATE NOT NULL,
  CONSTRAINT pk_customer PRIMARY KEY (id)
);
CREATE TABLE product (
  id          NUMBER(19) NOT NULL,
  sku         VARCHAR2(20 CHAR) NOT NULL,
  title       VARCHAR2(200 CHAR) NOT NULL,
  price       NUMBER(10,2) NOT NULL,
  weight_kg   NUMBER,
  active      NUMBER(1) DEFAULT 1 NOT NULL
);
CREATE TABLE orders (
  id          NUMBER(19) NOT NULL PRIMARY KEY,
  customer_id NUMBER(19) NOT NULL REFERENCES customer,
  placed      TIMESTAMP DEFAULT SYSTIMESTAMP,
  status      VARCHAR2(10) DEFAULT 'NEW',
  note        VARCHAR2(2000)
);
CREATE SEQUENCE order_seq START WITH 1000;
