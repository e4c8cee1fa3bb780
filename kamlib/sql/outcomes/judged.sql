-- one row per earlier review date and client whose risk was told then: what was said, and what today's data show came
-- is_over: the horizon is over; before that nothing that came is told. lost_12m: contribution not brought in the 365 days
-- after by leaving or shrinking (the rule of features.year_losses), at the margin of then; NULL until they are over.
SELECT
    s.as_of AS said_on,
    s.is_reconstructed,
    s.client_id,
    s.horizon_days,
    s.p_churn,
    CASE WHEN s.p_churn >= d.high_from THEN 'high' WHEN s.p_churn >= d.raised_from THEN 'raised' ELSE 'low' END AS risk_band,
    s.expected_revenue_horizon,
    s.contribution_at_risk_12m,
    s.call_place <= d.call_capacity AS was_listed,
    date_diff('day', s.as_of, d.as_of) >= s.horizon_days AS is_over,
    b.first_day IS NULL OR date_diff('day', s.as_of, b.first_day) > s.horizon_days AS fell_silent,
    coalesce(b.net_horizon, 0) AS net_horizon,
    y.loss_share * greatest(s.net_12m, 0)
    * CASE
        WHEN s.contribution_level = 'revenue' THEN 1
        WHEN coalesce(s.cm1_12m, s.contribution_12m) < 0 THEN 0
        ELSE coalesce(s.cm1_12m, s.contribution_12m) / nullif(s.net_12m, 0)
    END AS lost_12m
FROM said AS s
CROSS JOIN dates AS d
LEFT JOIN (
    SELECT
        s.as_of,
        s.client_id,
        min(c.day) FILTER (WHERE c.is_purchase) AS first_day,
        sum(c.net) FILTER (WHERE date_diff('day', s.as_of, c.day) <= s.horizon_days) AS net_horizon
    FROM said AS s
    JOIN sold AS c ON c.client_id = s.client_id AND c.day > s.as_of
    GROUP BY s.as_of, s.client_id
) AS b ON b.as_of = s.as_of AND b.client_id = s.client_id
LEFT JOIN year_losses AS y ON y.cut_off = s.as_of AND y.client_id = s.client_id
WHERE s.p_churn IS NOT NULL
