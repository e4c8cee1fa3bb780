-- one row per client and product class it goes on buying without: left it, buys it less, or a pause
-- Called is what is missing beyond chance and for longer than ever, and what as a rule (a share by policy) fell by half or
-- more in such cases of the company's own past (features.class_odds). left: missing for half a year or more (policy), and
-- so many of such cases stayed away for another; leaving: called otherwise; pause: missing for half a year, not called.
-- false_share: the share of false alarms if every client and class at least so unusual were called (Benjamini and Hochberg
-- 1995). fell_share, away_share: NULL where no past date is old enough to tell.
SELECT
    w.as_of,
    t.client_id,
    t.product_class,
    o.status,
    t.last_day AS last_purchase,
    date_diff('day', t.last_day, w.as_of) AS idle_days,
    CAST(t.class_days + 1 AS BIGINT) AS class_days_year,
    t.purchases_since,
    t.net_year,
    round(
        CAST(t.net_year AS DOUBLE) / nullif(CAST(greatest(c.net_12m, c.net_12m_before) AS DOUBLE), 0) * 1e6
    ) / 1e6 AS client_share,
    o.fell_share,
    o.away_share,
    round(t.chance * 1e6) / 1e6 AS chance,
    round(t.false_share * 1e6) / 1e6 AS false_share
FROM features.class_silence AS t
JOIN features.class_odds AS o ON o.back = t.back AND o.client_id = t.client_id AND o.product_class = t.product_class
JOIN marts.client_card AS c ON c.client_id = t.client_id
JOIN staging.as_of_windows AS w ON w.is_book
CROSS JOIN policy AS p
WHERE t.back = 0 AND (o.is_called OR date_diff('day', t.last_day, w.as_of) >= p.churn_narrowing_days)
