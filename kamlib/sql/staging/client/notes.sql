-- one row per note about a client, of the client it counts as; what it says is joined at reading
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    t.note_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.contact_id,
    t.noted_on,
    t.manager_id
FROM canonical.notes AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
