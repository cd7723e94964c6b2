INSERT INTO article (id, sku, title, price) VALUES (1, 'TEA-100', 'Green tea 100 g', 6.5);
INSERT INTO article (id, sku, title, price, active) VALUES (2, 'CUP-2', 'Cup & saucer', 12, 0);
INSERT INTO voucher VALUES ('WELCOME', 10, NULL, DATE '2024-01-01', NULL, 'N');
UPDATE article SET active = 1 WHERE sku = 'CUP-2';
COMMIT;
