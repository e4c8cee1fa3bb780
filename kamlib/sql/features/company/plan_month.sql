-- one row per level (company, client, manager, product_class), member of it and calendar month that is planned for: the plan
-- A row of the plan is of every level it names. Where a member's month is planned both as a whole and in parts, the rows
-- that name least are the plan. The company's is what names nobody; its sum from another level is made in the mart.
WITH each AS (
    SELECT 'company' AS level, '' AS member_id, month, named, amount FROM staging.plan WHERE named = 0
    UNION ALL
    SELECT 'client', client_id, month, named, amount FROM staging.plan WHERE client_id IS NOT NULL
    UNION ALL
    SELECT 'manager', manager_id, month, named, amount FROM staging.plan WHERE manager_id IS NOT NULL
    UNION ALL
    SELECT 'product_class', product_class, month, named, amount FROM staging.plan WHERE product_class IS NOT NULL
),
least_named AS (
    SELECT level, member_id, month, min(named) AS named
    FROM each
    GROUP BY level, member_id, month
)
SELECT e.level, e.member_id, e.month, sum(e.amount) AS amount
FROM each AS e
JOIN least_named AS l ON l.level = e.level AND l.member_id = e.member_id AND l.month = e.month AND l.named = e.named
GROUP BY e.level, e.member_id, e.month
