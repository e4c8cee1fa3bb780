-- one row per task of ours, of the client it counts as (NULL: of no single one); what it is, is joined at reading
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    t.task_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.manager_id,
    t.due_on,
    t.done_on,
    t.plan_step,
    t.talk_id
FROM canonical.tasks AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
