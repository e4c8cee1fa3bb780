-- one row per interaction with a client that the company's files tell of, of the client it counts as
-- Apart from what is entered here, so that an entry makes nothing be computed again that needs the files.
SELECT
    t.interaction_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.manager_id,
    t.contact_id,
    t."at",
    t.kind,
    t.minutes,
    t.two_way,
    t.outcome,
    t.next_step,
    t.next_on,
    t.deal_id
FROM canonical.interactions AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
