-- one row per visit, call or other talk that somebody entered, of the client it counts as; what was said is joined at reading
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    t.talk_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.contact_id,
    t.manager_id,
    t."at",
    t.kind,
    t.minutes,
    t.two_way,
    t.next_on,
    t.deal_id,
    t.next_step IS NOT NULL AS has_next_step
FROM canonical.talks AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
