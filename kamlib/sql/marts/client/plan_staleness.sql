-- one row per key client: how its plan stands (K8) – steps by state, when a person last touched what is written, goals
-- plan_touched: a goal set, a step said to be done, a task done; NULL: nothing of it is dated. goals_suggested: by the data.
WITH steps AS (
    SELECT
        client_id,
        as_of,
        count(*) FILTER (WHERE plan_state = 'done') AS steps_done,
        count(*) FILTER (WHERE plan_state = 'partly') AS steps_partly,
        count(*) FILTER (WHERE plan_state = 'stale') AS steps_stale,
        count(*) FILTER (WHERE plan_state = 'missing') AS steps_missing,
        min(plan_since) FILTER (WHERE plan_state = 'stale') AS stale_since
    FROM marts.account_plan
    GROUP BY client_id, as_of
),
goals AS (
    SELECT
        client_id,
        count(*) FILTER (WHERE NOT is_suggested AND NOT coalesce(is_over, false)) AS goals_open,
        count(*) FILTER (WHERE is_over AND coalesce(progress, 0) < 1) AS goals_over,
        count(*) FILTER (WHERE is_suggested) AS goals_suggested
    FROM marts.plan_goals
    GROUP BY client_id
)
SELECT
    s.as_of,
    s.client_id,
    s.steps_done,
    s.steps_partly,
    s.steps_stale,
    s.steps_missing,
    s.stale_since,
    greatest(t.goals_on, t.tasks_on, t.steps_on) AS plan_touched,
    date_diff('day', greatest(t.goals_on, t.tasks_on, t.steps_on), s.as_of) > p.plan_stale_days AS is_plan_stale,
    coalesce(g.goals_open, 0) AS goals_open,
    coalesce(g.goals_over, 0) AS goals_over,
    coalesce(g.goals_suggested, 0) AS goals_suggested
FROM steps AS s
CROSS JOIN policy AS p
JOIN features.plan_work AS t ON t.client_id = s.client_id
LEFT JOIN goals AS g ON g.client_id = s.client_id
