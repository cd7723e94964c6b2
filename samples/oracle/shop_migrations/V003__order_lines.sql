CREATE TABLE order_line (
  order_id    NUMBER(19) NOT NULL,
  line_no     NUMBER(4) NOT NULL,
  product_id  NUMBER(19) NOT NULL,
  quantity    NUMBER(6) DEFAULT 1 NOT NULL CHECK (quantity > 0),
  price       NUMBER(10,2) NOT NULL,
  amount      NUMBER(12,2) GENERATED ALWAYS AS (quantity * price) VIRTUAL,
  CONSTRAINT pk_order_line PRIMARY KEY (order_id, line_no),
  CONSTRAINT fk_line_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
  CONSTRAINT fk_line_product FOREIGN KEY (product_id) REFERENCES product (id)
);
