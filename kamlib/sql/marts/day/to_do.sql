-- one row per open task, promise or step of a plan with a due date or an owner: whom it is about, whose it is, when due
-- What it says is joined at reading, but for promises. owner: of promises a name, else the manager.
SELECT w.as_of, 'task' AS to_do, t.task_id AS to_do_id, t.client_id, t.manager_id, CAST(NULL AS VARCHAR) AS owner, CAST(NULL AS VARCHAR) AS promise, t.due_on
FROM staging.tasks AS t
JOIN staging.as_of_windows AS w ON w.is_book
WHERE t.done_on IS NULL
UNION ALL
SELECT w.as_of, 'promise', p.promise_id, p.client_id, m.manager_id, p.owner, p.promise, p.due_on
FROM staging.promises AS p
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN features.main_manager AS m ON m.client_id = p.client_id
WHERE p.done_on IS NULL
UNION ALL
SELECT w.as_of, 'goal', g.goal, g.client_id, coalesce(g.manager_id, m.manager_id), NULL, NULL, g.due_on
FROM staging.goals AS g
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN features.main_manager AS m ON m.client_id = g.client_id
WHERE g.due_on IS NOT NULL
