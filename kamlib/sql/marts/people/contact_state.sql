-- one row per contact person of a client: power, attitude, who of us holds them, the last talk
-- decides: the role says so, or the influence is at least that of the policy; NULL: one of the two is not told, the other does not. Talks of after the review date count too.
WITH talks AS (
    SELECT
        s.contact_id,
        max(s."at") AS last_talk,
        count(*) FILTER (WHERE s."at" > w.after_12m) AS talks_12m,
        count(DISTINCT s.manager_id) FILTER (WHERE s."at" > w.after_12m) AS our_people_12m
    FROM features.spoken AS s
    JOIN staging.as_of_windows AS w ON w.is_book
    WHERE s.contact_id IS NOT NULL
    GROUP BY s.contact_id
)
SELECT
    w.as_of,
    c.client_id,
    c.contact_id,
    c.position,
    c.decision_role,
    c.formal_power,
    c.real_influence,
    c.decision_role = 'decides' OR coalesce(c.real_influence, c.formal_power) >= p.people_decides_from AS decides,
    c.attitude,
    c.persona,
    c.manager_id,
    t.last_talk,
    coalesce(t.talks_12m, 0) AS talks_12m,
    coalesce(t.our_people_12m, 0) AS our_people_12m
FROM staging.contacts AS c
CROSS JOIN policy AS p
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN talks AS t ON t.contact_id = c.contact_id
