-- one row per client that has ever bought: probability of silence and of shrinkage, expected turnover, money at risk
-- status: scored; cannot_rank (the base rate is shown), out_of_season (a pause it made last year too), too_new, not_active (nothing in 12 months), too_few_clients,
-- too_short (no past to test on), too_few_events. Money at risk is of what the client would bring if it went on:
-- its trailing 12 months, by its own margin where that is known (contribution_level), else revenue.
WITH clients AS (
    SELECT
        c.as_of,
        c.client_id,
        c.net_12m,
        CASE WHEN k.contribution_level = 'revenue' THEN 1 WHEN k.margin_share IS NOT NULL THEN greatest(k.margin_share, 0) END AS margin,
        CASE WHEN k.contribution_level = 'revenue' THEN 'revenue' ELSE 'cm1' END AS contribution_level,
        c.recency_days,
        c.tenure_days,
        r.median_gap_days,
        s.silence_chance
    FROM marts.client_card AS c
    LEFT JOIN marts.contribution AS k ON k.client_id = c.client_id
    LEFT JOIN features.client_rhythm AS r ON r.as_of = c.as_of AND r.client_id = c.client_id
    LEFT JOIN features.silence AS s ON s.client_id = c.client_id
    WHERE c.last_purchase IS NOT NULL
),
joined AS (
    SELECT
        c.*,
        p.churn_horizon_days AS horizon_days,
        CASE
            WHEN s.client_id IS NULL AND d.status <> 'too_short' THEN 'not_active'
            WHEN d.status IN ('scored', 'cannot_rank') AND c.tenure_days < p.churn_min_tenure_days THEN 'too_new'
            WHEN d.status IN ('scored', 'cannot_rank') AND o.client_id IS NOT NULL THEN 'out_of_season'
            ELSE d.status
        END AS status,
        s.p_churn,
        CAST(s.band AS VARCHAR) AS risk_band,
        CASE WHEN s.assessable THEN s.p_shrink END AS p_shrink,
        s.expected_revenue_horizon,
        s.low_revenue_horizon,
        s.high_revenue_horizon,
        s.expected_revenue_12m,
        s.low_revenue_12m,
        s.high_revenue_12m,
        p.churn_shrink_to_share AS shrink_to_share,
        p.churn_save_success AS save_success,
        x.contact_cost
    FROM clients AS c
    CROSS JOIN policy AS p
    CROSS JOIN marts.contact_cost AS x
    JOIN churn.card AS d ON d.target = 'churned'
    LEFT JOIN churn.scores AS s ON s.client_id = c.client_id
    LEFT JOIN features.out_of_season AS o ON o.cut_off = c.as_of AND o.client_id = c.client_id
),
risks AS (
    SELECT
        *,
        CASE WHEN status IN ('scored', 'cannot_rank') THEN round(p_churn * 1e6) / 1e6 END AS p_silent,
        CASE WHEN status IN ('scored', 'cannot_rank') THEN round(p_shrink * 1e6) / 1e6 END AS p_shrunk
    FROM joined
)
SELECT
    as_of,
    client_id,
    status,
    horizon_days,
    p_silent AS p_churn,
    p_shrunk AS p_shrink,
    risk_band,
    round(expected_revenue_horizon * 1e2) / 1e2 AS expected_revenue_horizon,
    round(low_revenue_horizon * 1e2) / 1e2 AS low_revenue_horizon,
    round(high_revenue_horizon * 1e2) / 1e2 AS high_revenue_horizon,
    round(expected_revenue_12m * 1e2) / 1e2 AS expected_revenue_12m,
    round(low_revenue_12m * 1e2) / 1e2 AS low_revenue_12m,
    round(high_revenue_12m * 1e2) / 1e2 AS high_revenue_12m,
    round(expected_revenue_12m * margin * 1e2) / 1e2 AS expected_contribution_12m,
    contribution_level,
    round(
        (p_silent + coalesce(greatest(p_shrunk - p_silent, 0), 0) * (1 - shrink_to_share)) * net_12m * margin * 1e2
    ) / 1e2 AS contribution_at_risk_12m,
    round(
        ((p_silent + coalesce(greatest(p_shrunk - p_silent, 0), 0) * (1 - shrink_to_share))
        * net_12m * margin * save_success - contact_cost) * 1e2
    ) / 1e2 AS expected_profit_of_call,
    recency_days,
    median_gap_days,
    round(silence_chance * 1e6) / 1e6 AS silence_chance
FROM risks
