-- A money amount never travels without its currency.
CREATE OR REPLACE TYPE money_t AS OBJECT (
  amount    NUMBER(19,4),
  currency  CHAR(3 CHAR)
);
/

CREATE OR REPLACE TYPE phone_list_t AS VARRAY(5) OF VARCHAR2(30 CHAR);
/

CREATE OR REPLACE TYPE address_t AS OBJECT (
  street       VARCHAR2(80 CHAR),
  postal_code  VARCHAR2(12 CHAR),
  city         VARCHAR2(60 CHAR),
  country      CHAR(2 CHAR)
) NOT FINAL;
/
