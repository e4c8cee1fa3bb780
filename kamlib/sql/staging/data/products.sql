-- one row per product: those the company lists and those found on sales lines
SELECT
    coalesce(p.product_id, l.product_id) AS product_id,
    p.name,
    p.name_en,
    p.product_class,
    coalesce(p.product_class_en, p.product_class) AS product_class_en,
    p.subclass,
    p.origin
FROM canonical.products AS p
FULL OUTER JOIN (
    SELECT DISTINCT product_id FROM canonical.sales_lines WHERE product_id IS NOT NULL
) AS l ON p.product_id = l.product_id
