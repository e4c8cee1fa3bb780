-- one row per key client and step of the work with it (K8): where it stands, measured and as told, and what is missing
-- A person's word (plan_told_on) makes a step done while it is no older than the policy's days, unless what is on record says no to
-- something the step rests on. stale: the last thing it rests on is older than that. missing: nothing of it is on record.
WITH measured AS (
    SELECT
        client_id,
        as_of,
        step,
        CAST(sum(have) AS BIGINT) AS have,
        CAST(sum(of) AS BIGINT) AS of,
        max(since) AS since,
        count(*) AS items,
        count(*) FILTER (WHERE is_met) AS met,
        count(*) FILTER (WHERE NOT is_met) AS failed,
        string_agg(plan_item, ',' ORDER BY plan_item NULLS LAST) FILTER (WHERE is_met IS NOT TRUE) AS plan_missing
    FROM marts.plan_items
    GROUP BY client_id, as_of, step
),
told AS (
    SELECT client_id, step, max(done_on) AS plan_told_on FROM staging.plan_steps GROUP BY client_id, step
),
dated AS (
    SELECT m.*, t.plan_told_on, greatest(m.since, t.plan_told_on) AS plan_since
    FROM measured AS m
    LEFT JOIN told AS t ON t.client_id = m.client_id AND t.step = m.step
)
SELECT
    d.as_of,
    d.client_id,
    d.step,
    CASE
        WHEN d.met = 0 AND d.plan_told_on IS NULL THEN 'missing'
        WHEN date_diff('day', d.plan_since, d.as_of) > p.plan_stale_days THEN 'stale'
        WHEN d.met = d.items OR (d.failed = 0 AND date_diff('day', d.plan_told_on, d.as_of) <= p.plan_stale_days) THEN 'done'
        ELSE 'partly'
    END AS plan_state,
    d.have,
    d.of,
    d.plan_missing,
    d.plan_since,
    d.plan_told_on
FROM dated AS d
CROSS JOIN policy AS p
