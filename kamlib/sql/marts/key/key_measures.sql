-- one row per client: what the selection rule is applied to – scores of today and of the long term, fit, decision, load, money beside them
-- What is not known counts as 0 in score_low and long_score, so nobody stands high on it. score is over what is known.
-- Twin: kamlib.whatif.selection (score_low, known_share, load_hours); held equal by tests/key/test_selection.py
WITH sums AS (
    SELECT
        client_id,
        round(sum(weight * score_low) * 1e11) / 1e11 AS low,
        round(sum(weight * known_share) * 1e11) / 1e11 AS known
    FROM marts.criteria
    GROUP BY client_id
),
money AS (
    SELECT
        c.as_of,
        c.client_id,
        c.net_12m,
        c.contribution_level,
        c.contribution_12m,
        r.expected_contribution_12m,
        r.contribution_at_risk_12m,
        t.potential_12m,
        a.hours,
        r.expected_contribution_12m / nullif(sum(greatest(r.expected_contribution_12m, 0)) OVER (), 0) AS expected_share,
        CAST(t.potential_12m AS DOUBLE) / nullif(CAST(o.net_12m AS DOUBLE), 0) AS potential_share
    FROM marts.client_card AS c
    LEFT JOIN features.company_as_of AS o ON o.as_of = c.as_of
    LEFT JOIN marts.churn_risk AS r ON r.client_id = c.client_id
    LEFT JOIN staging.potentials AS t ON t.client_id = c.client_id
    LEFT JOIN features.activity_12m AS a ON a.client_id = c.client_id
),
points AS (
    SELECT
        m.*,
        CASE WHEN m.expected_share IS NULL THEN NULL WHEN m.expected_share <= 0 THEN 0 ELSE
            100 * least(greatest(ln(m.expected_share / p.criteria_profit_zero_share) / ln(p.criteria_profit_full_share / p.criteria_profit_zero_share), 0), 1)
        END AS expected_points,
        CASE WHEN m.potential_share IS NULL THEN NULL WHEN m.potential_share <= 0 THEN 0 ELSE
            100 * least(greatest(ln(m.potential_share / p.criteria_profit_zero_share) / ln(p.criteria_profit_full_share / p.criteria_profit_zero_share), 0), 1)
        END AS potential_points
    FROM money AS m
    CROSS JOIN policy AS p
),
groups AS (
    SELECT
        client_id,
        max(CASE WHEN is_primary THEN group_code END) AS group_primary,
        coalesce(bool_or(applies) FILTER (WHERE group_code = 'breadwinner'), false) AS is_breadwinner,
        coalesce(bool_or(applies) FILTER (WHERE group_code = 'prospective'), false) AS is_prospective,
        coalesce(bool_or(applies) FILTER (WHERE group_code = 'image_maker'), false) AS is_image_maker,
        coalesce(bool_or(applies) FILTER (WHERE group_code = 'expert'), false) AS is_expert
    FROM marts.client_groups
    GROUP BY client_id
)
SELECT
    m.as_of,
    m.client_id,
    round(s.low / nullif(s.known, 0) * 1e9) / 1e9 AS score,
    round(s.known * 1e6) / 1e6 AS known_share,
    round(s.low * 1e9) / 1e9 AS score_low,
    round((s.low + 100 * (1 - s.known)) * 1e9) / 1e9 AS score_high,
    round(m.expected_points * 1e9) / 1e9 AS expected_points,
    round(m.potential_points * 1e9) / 1e9 AS potential_points,
    g.group_primary,
    g.is_breadwinner,
    g.is_prospective,
    g.is_image_maker,
    g.is_expert,
    f.fit_status,
    f.fit_share,
    f.passes,
    d.kind AS decision,
    m.net_12m,
    m.contribution_level,
    m.contribution_12m,
    m.expected_contribution_12m,
    m.expected_contribution_12m * p.selection_horizon_years AS expected_contribution_horizon,
    m.contribution_at_risk_12m,
    m.potential_12m,
    round(m.hours / 12 * 1e2) / 1e2 AS measured_hours,
    greatest(p.selection_hours_per_key_client_month, coalesce(round(m.hours / 12 * 1e2) / 1e2, 0)) AS load_hours
FROM points AS m
CROSS JOIN policy AS p
JOIN sums AS s ON s.client_id = m.client_id
LEFT JOIN groups AS g ON g.client_id = m.client_id
LEFT JOIN marts.usp_fit AS f ON f.client_id = m.client_id
LEFT JOIN features.decision_now AS d ON d.client_id = m.client_id
