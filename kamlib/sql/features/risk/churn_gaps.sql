-- one row per cut-off and client with two purchase days by then: its own gaps between purchase days
SELECT
    d.cut_off,
    d.client_id,
    count(*) AS gaps,
    median(CAST(g.gap_days AS DOUBLE)) AS gap_median,
    CAST(sum(g.gap_days) AS DOUBLE) / count(*) AS gap_mean,
    max(g.gap_days) AS gap_max,
    CAST(sum(CAST(round(ln(g.gap_days) * 1e9) / 1e9 AS DECIMAL(18, 9))) AS DOUBLE) / count(*) AS gap_log_mean,
    sqrt(CAST(count(*) * sum(g.gap_days * g.gap_days) - sum(g.gap_days) * sum(g.gap_days) AS DOUBLE))
        / CAST(sum(g.gap_days) AS DOUBLE) AS gap_cv,
    max(CASE WHEN date_diff('day', g.day, d.cut_off) = d.recency_days THEN g.gap_days END) AS gap_last,
    CAST(count(*) FILTER (WHERE g.gap_days < d.recency_days) AS DOUBLE) / count(*) AS gaps_shorter_share
FROM features.churn_days AS d
JOIN features.client_gaps AS g ON g.client_id = d.client_id AND g.day <= d.cut_off
GROUP BY d.cut_off, d.client_id
