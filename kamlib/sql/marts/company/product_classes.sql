-- one row per product class: its name in both languages
SELECT product_class, min(product_class_en) AS product_class_en
FROM staging.products
WHERE product_class IS NOT NULL
GROUP BY product_class
