-- one row per payment, of the client it counts as
-- view
SELECT
    coalesce(g.group_id, t.client_id) AS client_id,
    t.paid_on,
    t.amount,
    t.payment_id,
    t.order_id
FROM canonical.payments AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
