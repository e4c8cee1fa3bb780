-- one row per year that ends on the book's date or on an anniversary before it: its bounds, and whether the data cover it month by month
-- back: 0 the 12 months up to the book's date, 1 the 12 before them. starts_after, rhythm_after: the days before the year
-- and before the two years of its rhythm begin (exclusive; of the oldest year only the year itself).
WITH ends AS (
    SELECT months_back, as_of AS ends_on FROM staging.as_of_windows
    UNION ALL
    SELECT months_back + 12, after_12m FROM staging.as_of_windows
    UNION ALL
    SELECT months_back + 24, after_24m FROM staging.as_of_windows
),
anniversaries AS (
    SELECT months_back, min(ends_on) AS ends_on FROM ends WHERE months_back % 12 = 0 GROUP BY months_back
),
years AS (
    SELECT
        e.months_back,
        e.ends_on,
        b.ends_on AS starts_after,
        coalesce(r.ends_on, b.ends_on) AS rhythm_after,
        CAST(date_trunc('month', CAST(b.ends_on + INTERVAL 1 DAY AS DATE)) AS DATE) AS first_month,
        CAST(date_trunc('month', e.ends_on) AS DATE) AS last_month
    FROM anniversaries AS e
    JOIN anniversaries AS b ON b.months_back = e.months_back + 12
    LEFT JOIN anniversaries AS r ON r.months_back = e.months_back + 24
)
SELECT
    CAST(floor(y.months_back / 12) AS INTEGER) AS back,
    y.ends_on,
    y.starts_after,
    y.rhythm_after,
    count(m.month) FILTER (WHERE m.is_covered) = date_diff('month', y.first_month, y.last_month) + 1 AS is_covered
FROM years AS y
LEFT JOIN features.month_coverage AS m ON m.month >= y.first_month AND m.month <= y.last_month
GROUP BY y.months_back, y.ends_on, y.starts_after, y.rhythm_after, y.first_month, y.last_month
