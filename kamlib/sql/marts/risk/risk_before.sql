-- one row per client judged at the newest past date whose horizon is over: what was or would have been said then, and what came
-- Learned from what was known then only; money at risk is of the 12 months before that date, by today's margin.
SELECT
    s.as_of,
    s.cut_off,
    s.client_id,
    s.p_churn_then,
    s.p_shrink_then,
    s.contribution_at_risk_then,
    s.expected_profit_then > 0 AND s.list_place <= p.churn_call_capacity AS was_on_list,
    s.fell_silent,
    s.has_shrunk
FROM marts.risk_said AS s
CROSS JOIN policy AS p
JOIN (SELECT max(cut_off) AS cut_off FROM marts.risk_said) AS n ON n.cut_off = s.cut_off
