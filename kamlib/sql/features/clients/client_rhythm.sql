-- one row per review date and client with two purchase days in its last 24 months: the gaps between purchase days
SELECT
    w.as_of,
    g.client_id,
    count(*) AS gaps,
    median(CAST(g.gap_days AS DOUBLE)) AS median_gap_days,
    CAST(sum(g.gap_days) AS DOUBLE) / count(*) AS mean_gap_days,
    max(g.gap_days) AS longest_gap_days,
    round(
        stddev_pop(CAST(g.gap_days AS DOUBLE)) / nullif(CAST(sum(g.gap_days) AS DOUBLE) / count(*), 0) * 1e6
    ) / 1e6 AS gap_cv
FROM features.client_gaps AS g
JOIN staging.as_of_windows AS w ON g.day <= w.as_of AND g.day > w.after_24m
GROUP BY w.as_of, g.client_id
