-- one row per calendar month and whom or what is planned for, with how many of client, manager and product class are named
-- Plans of several codes of one client are summed.
SELECT
    CAST(date_trunc('month', p.month) AS DATE) AS month,
    coalesce(g.group_id, p.client_id) AS client_id,
    p.manager_id,
    p.product_class,
    CASE WHEN p.client_id IS NULL THEN 0 ELSE 1 END + CASE WHEN p.manager_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN p.product_class IS NULL THEN 0 ELSE 1 END AS named,
    sum(p.amount) AS amount
FROM canonical.plan AS p
LEFT JOIN staging.client_groups AS g ON g.client_id = p.client_id
GROUP BY
    CAST(date_trunc('month', p.month) AS DATE),
    coalesce(g.group_id, p.client_id),
    p.manager_id,
    p.product_class,
    CASE WHEN p.client_id IS NULL THEN 0 ELSE 1 END + CASE WHEN p.manager_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN p.product_class IS NULL THEN 0 ELSE 1 END
