-- one row per key client: its written plan (K8, step 2) – goals that are not over, those of them with numbers and a day, tasks, means
-- goals_on: when one was last set; tasks_on: when one was last done; NULL: never, or not told.
WITH aims AS (
    SELECT
        g.client_id,
        count(*) AS goals,
        count(*) FILTER (WHERE coalesce(g.due_on, w.as_of) >= w.as_of) AS open_goals,
        count(*) FILTER (WHERE g.due_on >= w.as_of AND g.measure IS NOT NULL AND g.target IS NOT NULL) AS numbered_goals,
        max(g.set_on) AS goals_on
    FROM staging.goals AS g
    JOIN staging.as_of_windows AS w ON w.is_book
    GROUP BY g.client_id
),
work AS (
    SELECT
        t.client_id,
        count(*) AS tasks,
        count(*) FILTER (
            WHERE (t.done_on IS NULL AND coalesce(t.due_on, w.as_of) >= w.as_of)
            OR date_diff('day', t.done_on, w.as_of) <= p.plan_stale_days
        ) AS live_tasks,
        max(t.done_on) AS tasks_on
    FROM staging.tasks AS t
    JOIN staging.as_of_windows AS w ON w.is_book
    CROSS JOIN policy AS p
    GROUP BY t.client_id
),
means AS (
    SELECT client_id, count(*) FILTER (WHERE has_means) AS means, max(done_on) AS steps_on FROM staging.plan_steps GROUP BY client_id
)
SELECT
    k.client_id,
    coalesce(a.goals, 0) AS goals,
    coalesce(a.open_goals, 0) AS open_goals,
    coalesce(a.numbered_goals, 0) AS numbered_goals,
    a.goals_on,
    coalesce(t.tasks, 0) AS tasks,
    coalesce(t.live_tasks, 0) AS live_tasks,
    t.tasks_on,
    coalesce(m.means, 0) AS means,
    m.steps_on
FROM marts.key_clients AS k
LEFT JOIN aims AS a ON a.client_id = k.client_id
LEFT JOIN work AS t ON t.client_id = k.client_id
LEFT JOIN means AS m ON m.client_id = k.client_id
WHERE k.is_key
