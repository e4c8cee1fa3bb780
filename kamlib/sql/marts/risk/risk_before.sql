-- one row per client judged at the newest past date whose horizon is over: what was or would have been said then, and what came
-- Learned from what was known then only; money at risk is of the 12 months before that date, by today's margin.
WITH said AS (
    SELECT CAST(b.cut_off AS DATE) AS cut_off, b.* EXCLUDE (cut_off)
    FROM churn.before AS b
),
company AS (
    SELECT
        CAST(sum(cm1_12m) AS DOUBLE) / CAST(sum(net_12m) FILTER (WHERE cm1_12m IS NOT NULL) AS DOUBLE) AS margin,
        bool_or(contribution_level <> 'revenue') AS is_cost_known
    FROM marts.contribution
),
valued AS (
    SELECT
        s.*,
        CASE WHEN m.is_cost_known THEN greatest(coalesce(k.margin_share, m.margin), 0) ELSE 1 END AS margin,
        s.p_churn + coalesce(greatest(CASE WHEN s.assessable THEN s.p_shrink END - s.p_churn, 0), 0) * (1 - p.churn_shrink_to_share) AS loss_share,
        p.churn_save_success AS save_success,
        c.contact_cost,
        CAST(p.churn_call_capacity AS BIGINT) AS capacity
    FROM said AS s
    CROSS JOIN company AS m
    CROSS JOIN policy AS p
    CROSS JOIN marts.contact_cost AS c
    LEFT JOIN marts.contribution AS k ON k.client_id = s.client_id
    JOIN features.churn_features AS f ON f.cut_off = s.cut_off AND f.client_id = s.client_id AND f.tenure_days >= p.churn_min_tenure_days
    LEFT JOIN features.out_of_season AS o ON o.cut_off = s.cut_off AND o.client_id = s.client_id
    WHERE o.client_id IS NULL
),
priced AS (
    SELECT
        *,
        loss_share * net_365d * margin AS contribution_at_risk,
        loss_share * net_365d * margin * save_success - contact_cost AS profit
    FROM valued
)
SELECT
    w.as_of,
    b.cut_off,
    b.client_id,
    round(b.p_churn * 1e6) / 1e6 AS p_churn_then,
    round(CASE WHEN b.assessable THEN b.p_shrink END * 1e6) / 1e6 AS p_shrink_then,
    round(b.contribution_at_risk * 1e2) / 1e2 AS contribution_at_risk_then,
    b.profit > 0 AND row_number() OVER (ORDER BY b.profit DESC NULLS LAST, b.client_id NULLS LAST) <= b.capacity AS was_on_list,
    b.churned AS fell_silent,
    coalesce(b.shrunk, false) AS has_shrunk
FROM priced AS b
JOIN staging.as_of_windows AS w ON w.is_book
