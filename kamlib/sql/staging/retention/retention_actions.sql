-- one row per action taken to keep a client, of the client it counts as
SELECT
    coalesce(g.group_id, t.client_id) AS client_id,
    t.way,
    t.started_on,
    t.ended_on,
    t.cost,
    t.target,
    t.result
FROM canonical.retention_actions AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
