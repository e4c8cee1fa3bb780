-- one row per channel (NULL: not known) with goods of clients in the 24 months: its 12 months and the year before
-- A client that buys through two channels counts in both. Cost to serve and capital are of clients, so the contribution
-- of a channel is CM1; NULL where the cost of a line is not known. top1_share and hhi are within the channel. Shares are
-- NULL where sales and returns leave no total to speak of (money.min_total_share).
WITH shares AS (
    SELECT
        k.*,
        CASE WHEN CAST(sum(net_12m) OVER (PARTITION BY channel) AS DOUBLE) > 0
            AND CAST(sum(net_12m) OVER (PARTITION BY channel) AS DOUBLE)
            >= p.money_min_total_share * CAST(sum(abs(net_12m)) OVER (PARTITION BY channel) AS DOUBLE)
            THEN CAST(net_12m AS DOUBLE) / CAST(sum(net_12m) OVER (PARTITION BY channel) AS DOUBLE) END AS share,
        row_number() OVER (PARTITION BY channel ORDER BY net_12m DESC NULLS LAST, client_id NULLS LAST) AS place
    FROM features.channel_client AS k
    CROSS JOIN policy AS p
),
channels AS (
    SELECT
        channel,
        count(*) FILTER (WHERE lines_12m > 0) AS clients,
        sum(net_12m) AS net_12m,
        sum(net_12m_before) AS net_12m_before,
        CASE WHEN count(*) = count(cm1_12m) THEN sum(cm1_12m) END AS cm1_12m,
        sum(share * share) AS hhi,
        max(share) FILTER (WHERE place = 1) AS top1_share,
        max(client_id) FILTER (WHERE place = 1 AND lines_12m > 0) AS top1_client_id
    FROM shares
    GROUP BY channel
)
SELECT
    w.as_of,
    c.channel,
    c.clients,
    c.net_12m,
    c.net_12m_before,
    CASE WHEN b.period IS NOT NULL AND c.net_12m_before > 0
        THEN round((CAST(c.net_12m AS DOUBLE) / CAST(c.net_12m_before AS DOUBLE) - 1) * 1e6) / 1e6 END AS growth_12m,
    CASE WHEN CAST(sum(c.net_12m) OVER () AS DOUBLE) > 0
        AND CAST(sum(c.net_12m) OVER () AS DOUBLE) >= p.money_min_total_share * CAST(sum(abs(c.net_12m)) OVER () AS DOUBLE)
        THEN round(CAST(c.net_12m AS DOUBLE) / CAST(sum(c.net_12m) OVER () AS DOUBLE) * 1e6) / 1e6 END AS revenue_share,
    c.cm1_12m,
    CASE WHEN c.net_12m > 0 THEN round(CAST(c.cm1_12m AS DOUBLE) / CAST(c.net_12m AS DOUBLE) * 1e6) / 1e6 END AS margin_share,
    round(c.hhi * 1e6) / 1e6 AS hhi,
    round(c.top1_share * 1e6) / 1e6 AS top1_share,
    c.top1_client_id
FROM channels AS c
JOIN staging.as_of_windows AS w ON w.is_book
CROSS JOIN policy AS p
LEFT JOIN marts.revenue_bridge AS b ON b.period = 'year'
