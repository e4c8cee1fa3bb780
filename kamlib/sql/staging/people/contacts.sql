-- one row per contact person, of the client it counts as
-- view
SELECT
    t.contact_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.person_en,
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
