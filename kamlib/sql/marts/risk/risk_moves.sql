-- one row per client whose contribution was at risk at the newest past date tested or is now: what moved it
-- Who was gone by then and still is, has no row.
-- move: realised (gone or silent since, or not bought in a year), new (among the most profitable calls
-- by the forecast now, not then), reestimated
-- (judged at both dates), entered (not judged then), left (not judged now, though it bought). now − then adds up over the
-- rows to the change of the total, by the same method at both dates.
WITH placed AS (
    SELECT
        client_id,
        expected_profit_of_call,
        row_number() OVER (ORDER BY expected_profit_of_call DESC NULLS LAST, client_id NULLS LAST) AS list_place
    FROM marts.churn_risk
    WHERE status = 'scored'
),
listed AS (
    SELECT l.client_id
    FROM placed AS l
    CROSS JOIN policy AS p
    WHERE l.expected_profit_of_call > 0 AND l.list_place <= p.churn_call_capacity
)
SELECT
    w.as_of,
    r.client_id,
    CASE
        WHEN b.client_id IS NOT NULL AND (r.is_gone OR r.status = 'not_active' OR b.fell_silent AND r.recency_days > r.horizon_days) THEN 'realised'
        WHEN l.client_id IS NOT NULL AND NOT coalesce(b.was_on_list, false) THEN 'new'
        WHEN b.client_id IS NULL THEN 'entered'
        WHEN r.contribution_at_risk_12m IS NULL THEN 'left'
        ELSE 'reestimated'
    END AS risk_move,
    coalesce(b.contribution_at_risk_then, 0) AS contribution_at_risk_then,
    coalesce(r.contribution_at_risk_12m, 0) AS contribution_at_risk_now,
    round((coalesce(r.contribution_at_risk_12m, 0) - coalesce(b.contribution_at_risk_then, 0)) * 1e2) / 1e2 AS contribution_at_risk_change
FROM marts.churn_risk AS r
JOIN staging.as_of_windows AS w ON w.is_book
JOIN (SELECT count(*) AS dates FROM churn.said) AS d ON d.dates > 0
LEFT JOIN marts.risk_before AS b ON b.client_id = r.client_id
LEFT JOIN listed AS l ON l.client_id = r.client_id
WHERE b.client_id IS NOT NULL OR r.contribution_at_risk_12m > 0 OR r.contribution_at_risk_12m IS NOT NULL AND NOT r.is_gone
