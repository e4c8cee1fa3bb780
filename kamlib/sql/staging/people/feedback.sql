-- one row per answer of a client to our questions, of the client it counts as
SELECT
    coalesce(g.group_id, t.client_id) AS client_id,
    t.contact_id,
    t.given_on,
    t.satisfaction,
    t.relationship,
    t.change_wanted,
    t.would_leave,
    t.reasons,
    t.decision_driver,
    t.decided_by_whom,
    t.against_competitors,
    t."text"
FROM canonical.feedback AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
