-- one row per comparison and product class ('' unknown): revenue before and now, and what its clients kept
SELECT
    p.current_to AS as_of,
    c.period,
    c.product_class,
    sum(c.net_before) AS revenue_before,
    sum(c.net_now) AS revenue_after,
    sum(c.net_now) - sum(c.net_before) AS change,
    round(
        CAST(sum(least(c.net_now, c.net_before)) FILTER (WHERE c.net_before > 0) AS DOUBLE)
        / nullif(CAST(sum(c.net_before) FILTER (WHERE c.net_before > 0) AS DOUBLE), 0) * 1e6
    ) / 1e6 AS grr
FROM features.period_client_class AS c
JOIN staging.periods AS p ON p.period = c.period
GROUP BY p.current_to, c.period, c.product_class
