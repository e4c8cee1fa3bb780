-- one row per client with goods in the 12 months: what the company would be without it
SELECT
    c.as_of,
    c.client_id,
    c.net_12m,
    c.contribution_12m,
    round(CAST(c.net_12m AS DOUBLE) / nullif(CAST(sum(c.net_12m) OVER () AS DOUBLE), 0) * 1e6) / 1e6 AS revenue_share,
    sum(c.net_12m) OVER () - c.net_12m AS net_12m_without,
    sum(c.contribution_12m) OVER () - c.contribution_12m AS contribution_12m_without
FROM marts.contribution AS c
