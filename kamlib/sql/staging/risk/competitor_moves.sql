-- one row per thing a competitor did, of the client it counts as (NULL: at no single one); what exactly is joined at reading
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    t.move_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.competitor,
    t.move,
    t.seen_on
FROM canonical.competitor_moves AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
