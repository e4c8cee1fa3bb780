-- one row per earlier review date, the newest first: what the book of it said of all clients together, and what came
SELECT
    said_on,
    coalesce(bool_or(is_reconstructed), true) AS is_reconstructed,
    count(*) AS clients_judged,
    max(horizon_days) AS horizon_days,
    bool_and(is_over) AS is_over,
    round(sum(p_churn) * 1e1) / 1e1 AS silent_said,
    CASE WHEN bool_and(is_over) THEN count(*) FILTER (WHERE fell_silent) END AS silent_came,
    CASE WHEN bool_and(is_over) THEN round(avg((p_churn - CASE WHEN fell_silent THEN 1 ELSE 0 END) * (p_churn - CASE WHEN fell_silent THEN 1 ELSE 0 END)) * 1e6) / 1e6 END AS brier,
    round(sum(expected_revenue_horizon) * 1e2) / 1e2 AS revenue_said,
    CASE WHEN bool_and(is_over) THEN round(sum(net_horizon) FILTER (WHERE expected_revenue_horizon IS NOT NULL) * 1e2) / 1e2 END AS revenue_came,
    nullif(count(*) FILTER (WHERE was_listed), 0) AS listed,
    CASE WHEN bool_and(is_over) AND count(*) FILTER (WHERE was_listed) > 0 THEN count(*) FILTER (WHERE was_listed AND fell_silent) END AS listed_silent,
    round(sum(contribution_at_risk_12m) * 1e2) / 1e2 AS contribution_said,
    CASE WHEN count(lost_12m) > 0 THEN round(sum(lost_12m) FILTER (WHERE contribution_at_risk_12m IS NOT NULL) * 1e2) / 1e2 END AS contribution_came
FROM judged
GROUP BY said_on
ORDER BY said_on DESC
