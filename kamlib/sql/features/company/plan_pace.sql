-- one row per level and member with goods in the last 12 complete months, where there is a plan: its mean month out of season
-- Of a company whose sales begin later the mean is over its complete months.
WITH span AS (
    SELECT
        w.as_of,
        max(a.month) AS last_month,
        greatest(CAST(date_trunc('month', CAST(max(a.month) - INTERVAL 11 MONTH AS DATE)) AS DATE), min(a.month)) AS first_month
    FROM features.plan_actual_month AS a
    JOIN staging.as_of_windows AS w ON w.is_book
    WHERE a.level = 'company'
    GROUP BY w.as_of
),
months AS (
    SELECT
        as_of,
        first_month,
        last_month,
        (year(last_month) - year(first_month)) * 12 + month(last_month) - month(first_month) + 1 AS months
    FROM span
)
SELECT
    a.level,
    a.member_id,
    round(sum(CAST(a.net AS DOUBLE) / s.season_index) / max(m.months) * 1e4) / 1e4 AS pace
FROM features.plan_actual_month AS a
JOIN months AS m ON a.month >= m.first_month AND a.month <= m.last_month
JOIN features.seasonal_index AS s
    ON s.as_of = m.as_of AND s.product_class IS NULL AND s.month_of_year = month(a.month)
GROUP BY a.level, a.member_id
