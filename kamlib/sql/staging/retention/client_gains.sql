-- one row per measure of what a client gained and period end, of the client it counts as
SELECT
    coalesce(g.group_id, t.client_id) AS client_id,
    t.measure,
    t.period_end,
    t.value,
    t.unit,
    t.agreed_with,
    t.baseline,
    t.money,
    t.evidence
FROM canonical.client_gains AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
