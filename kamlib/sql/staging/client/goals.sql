-- one row per client code and goal, of the client it counts as
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    coalesce(g.group_id, t.client_id) AS client_id,
    t.goal,
    t.measure,
    t.baseline,
    t.target,
    t.due_on,
    t.manager_id,
    t.set_on
FROM canonical.goals AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
