-- one row: how far the company's 12-month revenue hangs on few clients
-- Shares are NULL where sales and returns leave no total to speak of (money.min_total_share).
WITH shares AS (
    SELECT
        c.as_of,
        c.client_id,
        CASE WHEN k.has_total THEN CAST(c.net_12m AS DOUBLE) / CAST(k.net_12m AS DOUBLE) END AS share,
        row_number() OVER (ORDER BY c.net_12m DESC NULLS LAST, c.client_id NULLS LAST) AS place
    FROM marts.contribution AS c
    JOIN features.company_as_of AS k ON k.as_of = c.as_of
)
SELECT
    max(as_of) AS as_of,
    count(*) AS clients,
    round(sum(share * share) * 1e6) / 1e6 AS hhi,
    round(1 / nullif(sum(share * share), 0) * 1e2) / 1e2 AS effective_clients,
    round(max(share) FILTER (WHERE place = 1) * 1e6) / 1e6 AS top1_share,
    round(sum(share) FILTER (WHERE place <= 5) * 1e6) / 1e6 AS top5_share,
    round(sum(share) FILTER (WHERE place <= 10) * 1e6) / 1e6 AS top10_share,
    max(client_id) FILTER (WHERE place = 1) AS top1_client_id
FROM shares
