-- one row per review date: the company's clients together over the 12 months that end on it
-- has_total: sales and returns leave a total to have shares of (money.min_total_share).
SELECT
    c.as_of,
    count(*) FILTER (WHERE c.active_days_12m > 0) AS active_clients,
    sum(c.net_12m) AS net_12m,
    sum(c.cm1_12m) AS cm1_12m_known,
    round(
        CAST(coalesce(sum(c.net_12m) FILTER (WHERE c.cm1_12m IS NOT NULL), 0) AS DOUBLE)
        / nullif(CAST(sum(c.net_12m) AS DOUBLE), 0) * 1e6
    ) / 1e6
        >= max(p.money_min_cost_known_share) AS is_cost_known,
    sum(c.net_12m) > 0
        AND CAST(sum(c.net_12m) AS DOUBLE) >= max(p.money_min_total_share) * CAST(sum(abs(c.net_12m)) AS DOUBLE) AS has_total,
    round(sum(c.monthly_turnover) * 1e4) / 1e4 AS monthly_turnover,
    median(CAST(c.monthly_turnover AS DOUBLE)) FILTER (WHERE c.active_days_12m > 0) AS median_monthly_turnover
FROM features.client_as_of AS c
CROSS JOIN policy AS p
GROUP BY c.as_of
