-- one row per cut-off and client with two purchase days by then: its own gaps between purchase days
WITH numbered AS (
    SELECT
        c.cut_off,
        g.client_id,
        g.gap_days,
        row_number() OVER (PARTITION BY c.cut_off, g.client_id ORDER BY g.day DESC NULLS LAST) AS place
    FROM features.client_gaps AS g
    JOIN cut_offs AS c ON g.day <= c.cut_off
)
SELECT
    n.cut_off,
    n.client_id,
    count(*) AS gaps,
    median(CAST(n.gap_days AS DOUBLE)) AS gap_median,
    CAST(sum(n.gap_days) AS DOUBLE) / count(*) AS gap_mean,
    max(n.gap_days) AS gap_max,
    stddev_pop(CAST(n.gap_days AS DOUBLE)) / (CAST(sum(n.gap_days) AS DOUBLE) / count(*)) AS gap_cv,
    max(CASE WHEN n.place = 1 THEN n.gap_days END) AS gap_last,
    CAST(count(*) FILTER (WHERE n.gap_days < d.recency_days) AS DOUBLE) / count(*) AS gaps_shorter_share
FROM numbered AS n
JOIN features.churn_days AS d ON d.cut_off = n.cut_off AND d.client_id = n.client_id
GROUP BY n.cut_off, n.client_id
