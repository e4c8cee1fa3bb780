-- one row per deal, open or ended, of the client it counts as (NULL: of none that is told)
SELECT
    t.deal_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.manager_id,
    t.product_class,
    t.opened_on,
    t.closed_on,
    t.amount,
    t.outcome,
    t.competitor,
    t.reason
FROM canonical.deals AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
