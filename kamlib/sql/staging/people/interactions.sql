-- one row per interaction with a client, of the client it counts as
-- view
SELECT
    t.interaction_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.manager_id,
    t.contact_id,
    t."at",
    t.kind,
    t.minutes,
    t.two_way,
    t.outcome
FROM canonical.interactions AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
