-- one row per past date tested: the list of calls by the forecast, and two that need none, held against who fell silent or shrank
-- All of the policy's length: the list of most profit expected, the clients with most turnover, those that fell most against
-- last year. hits: share of the list to whom it happened; lost_share: what part of the money lost within the horizon it held.
SELECT
    s.as_of,
    s.cut_off,
    count(*) AS clients,
    count(*) FILTER (WHERE s.fell_silent OR s.has_shrunk) AS events,
    least(count(*), p.churn_call_capacity) AS listed,
    round(CAST(count(*) FILTER (WHERE s.list_place <= p.churn_call_capacity AND (s.fell_silent OR s.has_shrunk)) AS DOUBLE) / least(count(*), p.churn_call_capacity) * 1e6) / 1e6 AS hits,
    round(CAST(count(*) FILTER (WHERE s.size_place <= p.churn_call_capacity AND (s.fell_silent OR s.has_shrunk)) AS DOUBLE) / least(count(*), p.churn_call_capacity) * 1e6) / 1e6 AS hits_largest,
    round(CAST(count(*) FILTER (WHERE s.fall_place <= p.churn_call_capacity AND (s.fell_silent OR s.has_shrunk)) AS DOUBLE) / least(count(*), p.churn_call_capacity) * 1e6) / 1e6 AS hits_fallen,
    round(coalesce(sum(s.lost_contribution) FILTER (WHERE s.list_place <= p.churn_call_capacity), 0) / nullif(sum(s.lost_contribution), 0) * 1e6) / 1e6 AS lost_held,
    round(coalesce(sum(s.lost_contribution) FILTER (WHERE s.size_place <= p.churn_call_capacity), 0) / nullif(sum(s.lost_contribution), 0) * 1e6) / 1e6 AS lost_held_largest,
    round(coalesce(sum(s.lost_contribution) FILTER (WHERE s.fall_place <= p.churn_call_capacity), 0) / nullif(sum(s.lost_contribution), 0) * 1e6) / 1e6 AS lost_held_fallen,
    round(sum(s.contribution_at_risk_then) * 1e2) / 1e2 AS contribution_said,
    CASE WHEN count(s.lost_contribution_12m) = count(*) THEN round(sum(s.lost_contribution_12m) * 1e2) / 1e2 END AS contribution_came
FROM marts.risk_said AS s
CROSS JOIN policy AS p
GROUP BY s.as_of, s.cut_off, p.churn_call_capacity
