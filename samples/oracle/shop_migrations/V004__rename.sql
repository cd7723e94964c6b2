-- "status" was too small, and "note" was never used.
ALTER TABLE orders MODIFY (status VARCHAR2(20) NOT NULL);
ALTER TABLE orders DROP COLUMN note;
ALTER TABLE orders RENAME COLUMN placed TO placed_at;
ALTER TABLE orders ADD CONSTRAINT ck_status CHECK (status IN ('NEW', 'PAID', 'SENT', 'CANCELLED'));
RENAME product TO article;
ALTER INDEX ux_customer_email RENAME TO ux_customer_mail;
