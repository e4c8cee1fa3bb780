-- one row per client, manager, role and first day, of the client it counts as
SELECT
    coalesce(g.group_id, t.client_id) AS client_id,
    t.manager_id,
    t.role,
    t.valid_from,
    t.valid_to
FROM canonical.assignments AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
