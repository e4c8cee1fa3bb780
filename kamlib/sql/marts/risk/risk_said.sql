-- one row per past date tested and client judged then: what was or would have been said, and what came
-- Who was gone beyond doubt by then (the rule of is_gone in marts.churn_risk) is left out, as it is from the list of now. Learned from what was known then only, money by today's margin. list_place: by the profit expected of a call. lost_contribution: of what the
-- season made of the year before, what did not come within the horizon from those that fell silent or shrank.
-- lost_contribution_12m: what was lost by leaving or shrinking in the 365 days after (NULL: they are not over). size_place, fall_place:
-- the foils – by the year's turnover, and by how much less the last 90 days brought than the same ones a year before.
WITH said AS (
    SELECT CAST(b.cut_off AS DATE) AS cut_off, b.* EXCLUDE (cut_off)
    FROM churn.said AS b
),
company AS (
    SELECT
        CAST(sum(cm1_12m) AS DOUBLE) / CAST(sum(net_12m) FILTER (WHERE cm1_12m IS NOT NULL) AS DOUBLE) AS margin,
        bool_or(contribution_level <> 'revenue') AS is_cost_known
    FROM marts.contribution
),
valued AS (
    SELECT
        s.cut_off,
        s.client_id,
        s.p_churn,
        CASE WHEN s.assessable THEN s.p_shrink END AS p_shrink,
        s.churned AS fell_silent,
        coalesce(s.shrunk, false) AS has_shrunk,
        CASE WHEN s.net_365d > 0 THEN s.net_365d ELSE 0 END AS net_365d,
        CASE WHEN m.is_cost_known THEN greatest(coalesce(k.margin_share, m.margin), 0) ELSE 1 END AS margin,
        CASE WHEN s.churned OR coalesce(s.shrunk, false)
            THEN greatest(coalesce(s.base, s.net_365d * p.churn_horizon_days / 365) - s.net_horizon, 0) ELSE 0 END AS lost_revenue,
        CASE WHEN y.client_id IS NOT NULL THEN y.loss_share WHEN n.is_over THEN 0 END AS came_share,
        l.if_silent,
        l.if_shrunk,
        l.if_stayed,
        a.reach,
        CAST(d.net_90d_last_year - d.net_90d AS DOUBLE) AS fall,
        p.churn_save_success AS save_success,
        c.contact_cost
    FROM said AS s
    CROSS JOIN company AS m
    CROSS JOIN policy AS p
    CROSS JOIN marts.contact_cost AS c
    JOIN features.churn_days AS d ON d.cut_off = s.cut_off AND d.client_id = s.client_id AND d.tenure_days >= p.churn_min_tenure_days
    JOIN features.churn_paces AS a ON a.cut_off = s.cut_off AND a.client_id = s.client_id
    JOIN features.loss_paces AS l ON l.known_at = s.cut_off AND l.pace = a.pace
    LEFT JOIN features.year_losses AS y ON y.cut_off = s.cut_off AND y.client_id = s.client_id
    LEFT JOIN (SELECT DISTINCT cut_off, true AS is_over FROM features.year_losses) AS n ON n.cut_off = s.cut_off
    LEFT JOIN marts.contribution AS k ON k.client_id = s.client_id
    LEFT JOIN features.silence AS q ON q.cut_off = s.cut_off AND q.client_id = s.client_id
    LEFT JOIN features.churn_features AS f ON f.cut_off = s.cut_off AND f.client_id = s.client_id
    LEFT JOIN features.out_of_season AS o ON o.cut_off = s.cut_off AND o.client_id = s.client_id
    WHERE o.client_id IS NULL
        AND NOT coalesce(f.recency_days > p.churn_horizon_days AND q.silence_chance <= p.churn_gone_chance AND s.p_churn >= 1 - s.p_churn, false)
),
priced AS (
    SELECT
        *,
        (
            p_churn * if_silent
            + greatest(coalesce(p_shrink, 0) - p_churn, 0) * if_shrunk
            + (1 - greatest(coalesce(p_shrink, 0), p_churn)) * if_stayed
        ) * net_365d * margin AS at_risk,
        (p_churn * if_silent + greatest(coalesce(p_shrink, 0) - p_churn, 0) * if_shrunk) * net_365d * margin AS at_risk_soon
    FROM valued
)
SELECT
    w.as_of,
    s.cut_off,
    s.client_id,
    round(s.p_churn * 1e6) / 1e6 AS p_churn_then,
    round(s.p_shrink * 1e6) / 1e6 AS p_shrink_then,
    round(s.at_risk * 1e2) / 1e2 AS contribution_at_risk_then,
    round((s.at_risk_soon * s.save_success * s.reach - s.contact_cost) * 1e2) / 1e2 AS expected_profit_then,
    s.fell_silent,
    s.has_shrunk,
    round(s.lost_revenue * s.margin * 1e2) / 1e2 AS lost_contribution,
    round(s.came_share * s.net_365d * s.margin * 1e2) / 1e2 AS lost_contribution_12m,
    row_number() OVER (
        PARTITION BY s.cut_off ORDER BY round(s.at_risk_soon * s.save_success * s.reach * 1e2) / 1e2 DESC NULLS LAST, s.client_id NULLS LAST
    ) AS list_place,
    row_number() OVER (PARTITION BY s.cut_off ORDER BY s.net_365d DESC NULLS LAST, s.client_id NULLS LAST) AS size_place,
    row_number() OVER (PARTITION BY s.cut_off ORDER BY s.fall DESC NULLS LAST, s.client_id NULLS LAST) AS fall_place
FROM priced AS s
JOIN staging.as_of_windows AS w ON w.is_book
