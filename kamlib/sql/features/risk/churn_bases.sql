-- one row per cut-off, horizon and client that bought in the year before: what the season makes of its year, and whether a fall can be judged
-- base: revenue of the 365 days × the company's share of the year that fell into the same days last year; NULL where the
-- data do not cover that year. assessable: enough orders, long enough known, not among the smallest (by policy).
SELECT
    f.cut_off,
    s.horizon_days,
    f.client_id,
    CASE WHEN s.is_year_known THEN f.net_365d * s.season_share END AS base,
    coalesce(
        s.is_year_known AND f.net_365d > 0 AND s.season_share > 0
        AND f.orders_365d >= p.churn_shrink_min_orders
        AND f.tenure_days >= p.churn_shrink_min_tenure_days
        AND f.net_percentile >= p.churn_shrink_smallest_share, false
    ) AS assessable
FROM features.churn_features AS f
JOIN features.churn_season AS s ON s.cut_off = f.cut_off
CROSS JOIN policy AS p
