-- one row per contact person, of the client it counts as
-- Who the person is (name, phone …) is joined at reading: it never enters a book.
SELECT
    t.contact_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.position,
    t.decision_role,
    t.formal_power,
    t.real_influence,
    t.attitude,
    t.persona,
    t.manager_id,
    t.entered_on
FROM canonical.contacts AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
