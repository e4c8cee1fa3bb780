-- one row per level, member of it and complete calendar month with goods of clients, where there is a plan: what was sold
-- A line without a manager counts for who holds its client.
WITH parts AS (
    SELECT
        CAST(date_trunc('month', l.day) AS DATE) AS month,
        l.client_id,
        coalesce(l.manager_id, m.manager_id) AS manager_id,
        l.product_class,
        sum(l.net) AS net
    FROM staging.sales_lines AS l
    JOIN staging.as_of_windows AS w ON w.is_book AND last_day(l.day) <= w.as_of
    LEFT JOIN features.main_manager AS m ON m.client_id = l.client_id
    WHERE l.attribution = 'client' AND (SELECT count(*) FROM staging.plan) > 0
    GROUP BY CAST(date_trunc('month', l.day) AS DATE), l.client_id, coalesce(l.manager_id, m.manager_id), l.product_class
),
each AS (
    SELECT 'company' AS level, '' AS member_id, month, net FROM parts
    UNION ALL
    SELECT 'client', client_id, month, net FROM parts
    UNION ALL
    SELECT 'manager', manager_id, month, net FROM parts WHERE manager_id IS NOT NULL
    UNION ALL
    SELECT 'product_class', product_class, month, net FROM parts WHERE product_class <> ''
)
SELECT level, member_id, month, sum(net) AS net
FROM each
GROUP BY level, member_id, month
