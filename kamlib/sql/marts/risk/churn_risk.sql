-- one row per client that has ever bought: probability of silence and of shrinkage, expected turnover, money at risk
-- status: scored; cannot_rank (the base rate is shown), out_of_season (a pause it made last year too), too_new, not_active (nothing in 12 months), too_few_clients,
-- too_short (no past to test on), too_few_events. lost_share: of what the client would bring in 12 months if it went on as
-- in the last 12, the part expected to be lost by leaving or shrinking at any time within them: its chances of falling
-- silent, of shrinking and of neither, each by what clients of its pace did not bring again on the company's own past
-- (features.loss_shares). Money by its own margin where that is known (contribution_level), else revenue. is_gone: silent
-- beyond doubt, for longer than the horizon; its money is gone, not at risk. contribution_at_risk_soon: the part of
-- contribution_at_risk_12m whose leaving or shrinking is expected within the horizon, which a call of now is about.
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
    LEFT JOIN features.silence AS s ON s.cut_off = c.as_of AND s.client_id = c.client_id
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
        s.p_others,
        p.churn_high_from AS high_from,
        p.churn_raised_from AS raised_from,
        CASE WHEN s.assessable THEN s.p_shrink END AS p_shrink,
        a.pace,
        a.reach,
        l.if_silent,
        l.if_shrunk,
        l.if_stayed,
        s.expected_revenue_horizon,
        s.low_revenue_horizon,
        s.high_revenue_horizon,
        s.expected_revenue_12m,
        s.low_revenue_12m,
        s.high_revenue_12m,
        p.churn_save_success AS save_success,
        c.recency_days > p.churn_horizon_days AND c.silence_chance <= p.churn_gone_chance AND s.p_churn >= 1 - s.p_churn AS is_gone,
        x.contact_cost
    FROM clients AS c
    CROSS JOIN policy AS p
    CROSS JOIN marts.contact_cost AS x
    JOIN churn.card AS d ON d.target = 'churned'
    LEFT JOIN churn.scores AS s ON s.client_id = c.client_id
    LEFT JOIN features.out_of_season AS o ON o.cut_off = c.as_of AND o.client_id = c.client_id
    LEFT JOIN features.churn_paces AS a ON a.cut_off = c.as_of AND a.client_id = c.client_id
    LEFT JOIN features.loss_paces AS l ON l.known_at = c.as_of AND l.pace = a.pace
),
risks AS (
    SELECT
        *,
        CASE WHEN status IN ('scored', 'cannot_rank') THEN round(p_churn * 1e6) / 1e6 END AS p_silent,
        CASE WHEN status IN ('scored', 'cannot_rank') THEN round(p_shrink * 1e6) / 1e6 END AS p_shrunk
    FROM joined
),
losses AS (
    SELECT
        *,
        CASE WHEN p_silent IS NOT NULL THEN coalesce(is_gone, false) END AS is_away,
        CASE WHEN status = 'scored' THEN p_silent WHEN status = 'too_few_clients' THEN p_others END AS p_banded,
        p_silent * if_silent + greatest(coalesce(p_shrunk, 0) - p_silent, 0) * if_shrunk AS soon_share,
        p_silent * if_silent
        + greatest(coalesce(p_shrunk, 0) - p_silent, 0) * if_shrunk
        + (1 - greatest(coalesce(p_shrunk, 0), p_silent)) * if_stayed AS lost_share
    FROM risks
),
amounts AS (
    SELECT
        *,
        CASE WHEN net_12m > 0 THEN lost_share * net_12m * margin WHEN lost_share * margin IS NOT NULL THEN 0 END AS lost,
        CASE WHEN net_12m > 0 THEN soon_share * net_12m * margin WHEN soon_share * margin IS NOT NULL THEN 0 END AS lost_soon
    FROM losses
)
SELECT
    as_of,
    client_id,
    status,
    horizon_days,
    p_silent AS p_churn,
    p_shrunk AS p_shrink,
    CASE
        WHEN p_banded >= high_from THEN 'high'
        WHEN p_banded >= raised_from THEN 'raised'
        WHEN p_banded IS NOT NULL THEN 'low'
    END AS risk_band,
    round(expected_revenue_horizon * 1e2) / 1e2 AS expected_revenue_horizon,
    round(low_revenue_horizon * 1e2) / 1e2 AS low_revenue_horizon,
    round(high_revenue_horizon * 1e2) / 1e2 AS high_revenue_horizon,
    round(expected_revenue_12m * 1e2) / 1e2 AS expected_revenue_12m,
    round(low_revenue_12m * 1e2) / 1e2 AS low_revenue_12m,
    round(high_revenue_12m * 1e2) / 1e2 AS high_revenue_12m,
    round(expected_revenue_12m * margin * 1e2) / 1e2 AS expected_contribution_12m,
    contribution_level,
    pace,
    round(lost_share * 1e6) / 1e6 AS lost_share,
    is_away AS is_gone,
    round(lost * CASE WHEN is_away THEN 0 ELSE 1 END * 1e2) / 1e2 AS contribution_at_risk_12m,
    round(lost * CASE WHEN is_away THEN 1 ELSE 0 END * 1e2) / 1e2 AS contribution_gone_12m,
    round(lost_soon * CASE WHEN is_away THEN 0 ELSE 1 END * 1e2) / 1e2 AS contribution_at_risk_soon,
    round(save_success * reach * 1e6) / 1e6 AS call_success,
    round((lost_soon * save_success * reach - contact_cost) * 1e2) / 1e2 AS expected_profit_of_call,
    recency_days,
    median_gap_days,
    round(silence_chance * 1e6) / 1e6 AS silence_chance
FROM amounts
