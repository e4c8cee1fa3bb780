-- one row per review date and client with goods in its 12 months: the class it buys most of (T2), and how many it buys
WITH ranked AS (
    SELECT
        as_of,
        client_id,
        product_class,
        net_12m,
        count(*) FILTER (WHERE net_12m > 0 AND product_class <> '') OVER (PARTITION BY as_of, client_id) AS classes_bought,
        row_number() OVER (PARTITION BY as_of, client_id ORDER BY net_12m DESC NULLS LAST, product_class NULLS LAST) AS place
    FROM features.client_class_as_of
)
SELECT
    as_of,
    client_id,
    CASE WHEN net_12m > 0 AND product_class <> '' THEN product_class END AS class,
    CASE WHEN classes_bought > 0 THEN classes_bought END AS value
FROM ranked
WHERE place = 1
