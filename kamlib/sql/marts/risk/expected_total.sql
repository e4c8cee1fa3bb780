-- one row: turnover expected of today's clients within the horizon, in all, and the range in which such totals came out at past dates
-- low, high: the total divided by the largest and the smallest ratio of forecast to actual of the past dates tested, or the
-- total itself where all of these lie to one side (model_card has their mean); NULL where none could be tested. No client that will buy for the first time is in it.
SELECT
    w.as_of,
    p.churn_horizon_days AS horizon_days,
    count(*) AS clients,
    round(sum(r.expected_revenue_horizon) * 1e2) / 1e2 AS expected_total,
    CASE WHEN max(v.dates) > 0 THEN round(sum(r.expected_revenue_horizon) / greatest(max(v.most), 1) * 1e2) / 1e2 END AS low_total,
    CASE WHEN max(v.dates) > 0 THEN round(sum(r.expected_revenue_horizon) / least(max(v.least), 1) * 1e2) / 1e2 END AS high_total,
    max(v.dates) AS dates
FROM marts.churn_risk AS r
JOIN staging.as_of_windows AS w ON w.is_book
CROSS JOIN policy AS p
CROSS JOIN (
    SELECT max(total_ratio) AS most, min(total_ratio) AS least, count(*) AS dates FROM churn.value_backtest
) AS v
WHERE r.expected_revenue_horizon IS NOT NULL
GROUP BY w.as_of, p.churn_horizon_days
