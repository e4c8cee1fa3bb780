-- one row per product class and calendar month, and per calendar month over all (product_class NULL): goods of all clients
SELECT
    product_class,
    CAST(date_trunc('month', day) AS DATE) AS month,
    sum(net) AS net
FROM features.client_day_class
GROUP BY GROUPING SETS ((product_class, CAST(date_trunc('month', day) AS DATE)), (CAST(date_trunc('month', day) AS DATE)))
