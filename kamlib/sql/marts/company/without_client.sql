-- one row per client with goods in the 12 months: what the company would be without it
-- revenue_share is NULL where sales and returns leave no total to speak of (money.min_total_share).
SELECT
    c.as_of,
    c.client_id,
    c.net_12m,
    c.contribution_12m,
    CASE WHEN k.has_total THEN round(CAST(c.net_12m AS DOUBLE) / CAST(k.net_12m AS DOUBLE) * 1e6) / 1e6 END AS revenue_share,
    k.net_12m - c.net_12m AS net_12m_without,
    sum(c.contribution_12m) OVER () - c.contribution_12m AS contribution_12m_without
FROM marts.contribution AS c
JOIN features.company_as_of AS k ON k.as_of = c.as_of
