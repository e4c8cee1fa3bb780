-- one row per client much likelier than usual to shrink, and likelier to shrink than to fall silent; the most money first
-- Much likelier: the odds are the policy's multiple of the usual odds. By money: of 12 months, times the probability of
-- shrinking without falling silent.
SELECT
    r.as_of,
    r.client_id,
    row_number() OVER (
        ORDER BY (r.p_shrink - r.p_churn) * CAST(c.net_12m AS DOUBLE) DESC NULLS LAST, r.client_id NULLS LAST
    ) AS place
FROM marts.churn_risk AS r
JOIN marts.client_card AS c ON c.client_id = r.client_id
JOIN marts.model_card AS m ON m.target = 'shrunk' AND m.status = 'scored'
CROSS JOIN policy AS p
WHERE r.p_shrink >= p.churn_shrink_x_odds * m.prevalence / (1 - m.prevalence + p.churn_shrink_x_odds * m.prevalence)
    AND r.p_shrink - r.p_churn > r.p_churn
