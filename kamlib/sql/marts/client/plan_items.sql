-- one row per key client, step of its plan (K8) and thing the step rests on: is it so, how much of how much, since when
-- is_met NULL: nothing is on record, so a person's word stands; false: what is on record says no. of 0: it is not counted.
SELECT w.as_of, i.client_id, 'information' AS step, i.plan_item, CASE WHEN i.is_known THEN true END AS is_met, CASE WHEN i.is_known THEN 1 ELSE 0 END AS have, 1 AS of, i.since
FROM features.plan_information AS i
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, g.client_id, 'goals', 'goals', CASE WHEN g.goals > 0 THEN g.open_goals > 0 END, 0, 0, g.goals_on
FROM features.plan_work AS g
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, g.client_id, 'goals', 'numbers', CASE WHEN g.open_goals > 0 THEN g.numbered_goals = g.open_goals END, g.numbered_goals, greatest(g.open_goals, 1), NULL
FROM features.plan_work AS g
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, g.client_id, 'goals', 'tasks', CASE WHEN g.tasks > 0 THEN g.live_tasks > 0 END, 0, 0, g.tasks_on
FROM features.plan_work AS g
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, g.client_id, 'goals', 'means', CASE WHEN g.means > 0 THEN true END, 0, 0, NULL
FROM features.plan_work AS g
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, t.client_id, 'scheme', 'cadences', CASE WHEN t.cadences > 0 THEN true END, 0, 0, NULL
FROM features.plan_talks AS t
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, t.client_id, 'scheme', 'kept', CASE WHEN t.last_talk IS NOT NULL THEN t.kept = greatest(t.cadences, 1) END, t.kept, greatest(t.cadences, 1), t.last_talk
FROM features.plan_talks AS t
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, t.client_id, 'scheme', 'deciders', CASE WHEN t.deciders > 0 AND t.last_talk IS NOT NULL THEN t.deciders_heard = t.deciders END, 0, 0, t.deciders_heard_on
FROM features.plan_talks AS t
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, t.client_id, 'events', 'talks', CASE WHEN t.talks > 0 THEN true END, 0, 0, t.last_talk
FROM features.plan_talks AS t
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT
    w.as_of, t.client_id, 'events', 'next_steps',
    CASE WHEN t.talks > 0 THEN CAST(t.talks_with_step AS DOUBLE) >= p.plan_kept_share * CAST(t.talks AS DOUBLE) END,
    t.talks_with_step, greatest(t.talks, 1), NULL
FROM features.plan_talks AS t
JOIN staging.as_of_windows AS w ON w.is_book
CROSS JOIN policy AS p
UNION ALL
SELECT w.as_of, t.client_id, 'events', 'documents', CASE WHEN t.documents_on IS NOT NULL THEN true END, 0, 0, t.documents_on
FROM features.plan_talks AS t
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, c.client_id, 'informed', 'news', date_diff('day', c.told_on, w.as_of) <= p.plan_inform_days, c.months_told, 12, c.told_on
FROM features.plan_care AS c
JOIN staging.as_of_windows AS w ON w.is_book
CROSS JOIN policy AS p
UNION ALL
SELECT w.as_of, c.client_id, 'informed', 'gains', CASE WHEN c.gains_on IS NOT NULL THEN true END, 0, 0, c.gains_on
FROM features.plan_care AS c
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, c.client_id, 'feels_key', 'asked', CASE WHEN c.asked_on IS NOT NULL THEN true END, CASE WHEN c.asked_on IS NOT NULL THEN 1 ELSE 0 END, 1, c.asked_on
FROM features.plan_care AS c
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT w.as_of, c.client_id, 'feels_key', 'satisfied', c.is_satisfied, CASE WHEN c.is_satisfied THEN 1 ELSE 0 END, 1, CASE WHEN c.is_satisfied IS NOT NULL THEN c.asked_on END
FROM features.plan_care AS c
JOIN staging.as_of_windows AS w ON w.is_book
UNION ALL
SELECT
    w.as_of, c.client_id, 'feels_key', 'visited', date_diff('day', c.visited_on, w.as_of) <= p.plan_visit_days,
    CASE WHEN date_diff('day', c.visited_on, w.as_of) <= p.plan_visit_days THEN 1 ELSE 0 END, 1, c.visited_on
FROM features.plan_care AS c
JOIN staging.as_of_windows AS w ON w.is_book
CROSS JOIN policy AS p
UNION ALL
SELECT w.as_of, c.client_id, 'feels_key', 'promises', c.overdue_promises = 0, CASE WHEN c.overdue_promises = 0 THEN 1 ELSE 0 END, 1, c.promise_kept_on
FROM features.plan_care AS c
JOIN staging.as_of_windows AS w ON w.is_book
WHERE c.overdue_promises IS NOT NULL
UNION ALL
SELECT w.as_of, c.client_id, 'feels_key', 'special', CASE WHEN c.special_on IS NOT NULL THEN true END, CASE WHEN c.special_on IS NOT NULL THEN 1 ELSE 0 END, 1, c.special_on
FROM features.plan_care AS c
JOIN staging.as_of_windows AS w ON w.is_book
