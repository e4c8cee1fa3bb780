-- one row per client with goods in the 12 months: what the company would be without it
-- revenue_share is NULL where sales and returns leave no total to speak of (money.min_total_share).
SELECT
    c.as_of,
    c.client_id,
    c.net_12m,
    c.contribution_12m,
    CASE WHEN CAST(sum(c.net_12m) OVER () AS DOUBLE) > 0
        AND CAST(sum(c.net_12m) OVER () AS DOUBLE) >= p.money_min_total_share * CAST(sum(abs(c.net_12m)) OVER () AS DOUBLE)
        THEN round(CAST(c.net_12m AS DOUBLE) / CAST(sum(c.net_12m) OVER () AS DOUBLE) * 1e6) / 1e6 END AS revenue_share,
    sum(c.net_12m) OVER () - c.net_12m AS net_12m_without,
    sum(c.contribution_12m) OVER () - c.contribution_12m AS contribution_12m_without
FROM marts.contribution AS c
CROSS JOIN policy AS p
