-- one row per review date: whether the data cover, month by month, its 12 months and the 12 months before them
-- has_12m, has_3m: at least one month of them is there; without, nothing is known of what was sold in them.
SELECT
    w.as_of,
    count(m.month) FILTER (WHERE m.problem IS DISTINCT FROM 'missing' AND m.month >= w.first_12m) > 0 AS has_12m,
    count(m.month) FILTER (WHERE m.problem IS DISTINCT FROM 'missing' AND m.month >= w.first_3m) > 0 AS has_3m,
    count(m.month) FILTER (WHERE m.is_covered AND m.month >= w.first_12m) = date_diff('month', w.first_12m, w.last_month) + 1 AS is_12m_covered,
    count(m.month) FILTER (WHERE m.is_covered AND m.month <= last_day(w.after_12m)) = date_diff('month', w.first_24m, w.after_12m) + 1 AS is_12m_before_covered
FROM (
    SELECT
        as_of,
        after_12m,
        CAST(date_trunc('month', as_of) AS DATE) AS last_month,
        CAST(date_trunc('month', CAST(after_3m + INTERVAL 1 DAY AS DATE)) AS DATE) AS first_3m,
        CAST(date_trunc('month', CAST(after_12m + INTERVAL 1 DAY AS DATE)) AS DATE) AS first_12m,
        CAST(date_trunc('month', CAST(after_24m + INTERVAL 1 DAY AS DATE)) AS DATE) AS first_24m
    FROM staging.as_of_windows
) AS w
LEFT JOIN features.month_coverage AS m ON m.month >= w.first_24m AND m.month <= w.last_month
GROUP BY w.as_of, w.after_12m, w.last_month, w.first_3m, w.first_12m, w.first_24m
