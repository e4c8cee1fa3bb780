-- one row per client and product class it goes on buying without: left (half a year or more) or leaving, beyond chance; or a pause
-- false_share: the share of false alarms if every client and class at least so unusual were called (Benjamini and Hochberg
-- 1995). pause: not bought for half a year, but within chance.
SELECT
    w.as_of,
    t.client_id,
    t.product_class,
    CASE
        WHEN t.false_share > p.churn_false_discovery_rate THEN 'pause'
        WHEN date_diff('day', t.last_day, w.as_of) >= p.churn_narrowing_days THEN 'left'
        ELSE 'leaving'
    END AS status,
    t.last_day AS last_purchase,
    date_diff('day', t.last_day, w.as_of) AS idle_days,
    CAST(t.class_days + 1 AS BIGINT) AS class_days_year,
    t.purchases_since,
    t.net_year,
    round(
        CAST(t.net_year AS DOUBLE) / nullif(CAST(greatest(c.net_12m, c.net_12m_before) AS DOUBLE), 0) * 1e6
    ) / 1e6 AS client_share,
    round(t.chance * 1e6) / 1e6 AS chance,
    round(t.false_share * 1e6) / 1e6 AS false_share
FROM features.class_silence AS t
JOIN marts.client_card AS c ON c.client_id = t.client_id
JOIN staging.as_of_windows AS w ON w.is_book
CROSS JOIN policy AS p
WHERE t.is_now AND (t.false_share <= p.churn_false_discovery_rate OR date_diff('day', t.last_day, w.as_of) >= p.churn_narrowing_days)
