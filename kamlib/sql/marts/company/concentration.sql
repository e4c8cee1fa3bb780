-- one row: how far the company's 12-month revenue hangs on few clients
WITH shares AS (
    SELECT
        as_of,
        client_id,
        CAST(net_12m AS DOUBLE) / nullif(CAST(sum(net_12m) OVER () AS DOUBLE), 0) AS share,
        row_number() OVER (ORDER BY net_12m DESC NULLS LAST, client_id NULLS LAST) AS place
    FROM marts.contribution
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
