-- one row per level and member with goods in the last 12 complete months, where there is a plan: its mean month out of season
-- Of months that the data do not cover nothing is known: the mean is over the others.
WITH complete AS (
    SELECT w.as_of, m.month, max(m.month) OVER (PARTITION BY w.as_of) AS last_month
    FROM features.month_coverage AS m
    JOIN staging.as_of_windows AS w ON w.is_book AND last_day(m.month) <= w.as_of
    WHERE m.is_covered
),
months AS (
    SELECT c.as_of, c.month, s.season_index, count(*) OVER (PARTITION BY c.as_of) AS months
    FROM complete AS c
    JOIN features.seasonal_index AS s
        ON s.as_of = c.as_of AND s.product_class IS NULL AND s.month_of_year = month(c.month)
    WHERE c.month > CAST(c.last_month - INTERVAL 12 MONTH AS DATE)
)
SELECT
    a.level,
    a.member_id,
    round(sum(CAST(a.net AS DOUBLE) / m.season_index) / max(m.months) * 1e4) / 1e4 AS pace
FROM features.plan_actual_month AS a
JOIN months AS m ON m.month = a.month
GROUP BY a.level, a.member_id
