-- one row per invoice, of the client it counts as
SELECT
    t.invoice_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.invoiced_on,
    t.due_on,
    t.paid_on,
    t.amount
FROM canonical.receivables AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
