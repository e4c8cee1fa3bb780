-- one row per client code and step of the work with a key client, of the client it counts as; how it is done is joined at reading
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    coalesce(g.group_id, t.client_id) AS client_id,
    t.step,
    t.done_on,
    t.manager_id,
    t.means IS NOT NULL AS has_means
FROM canonical.plan_steps AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
