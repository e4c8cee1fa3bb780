-- one row per client code and tie that keeps it from leaving, of the client it counts as
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    coalesce(g.group_id, t.client_id) AS client_id,
    t.tie,
    t.since,
    t.until,
    t.strength,
    t.author
FROM canonical.ties AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
