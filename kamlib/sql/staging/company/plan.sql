-- one row per calendar month and whom or what is planned for, with how many of client, manager and product class are named
SELECT
    CAST(date_trunc('month', month) AS DATE) AS month,
    client_id,
    manager_id,
    product_class,
    CASE WHEN client_id IS NULL THEN 0 ELSE 1 END + CASE WHEN manager_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN product_class IS NULL THEN 0 ELSE 1 END AS named,
    sum(amount) AS amount
FROM canonical.plan
GROUP BY CAST(date_trunc('month', month) AS DATE), client_id, manager_id, product_class
