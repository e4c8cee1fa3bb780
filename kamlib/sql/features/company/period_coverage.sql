-- one row per comparison of the book: whether the data cover both its windows month by month, and from when on they will
-- months_lacking counts the months of either window that are not covered, those before the data begin included.
-- known_from: the first month end, from the book's on, at which the same comparison lacks no month, if all to come are covered.
WITH bounds AS (
    -- months as numbers: twelve times the year, plus the month
    SELECT
        period,
        current_to,
        year(base_after + 1) * 12 + month(base_after + 1) AS base_first,
        year(base_to) * 12 + month(base_to) AS base_last,
        year(current_after + 1) * 12 + month(current_after + 1) AS current_first,
        year(current_to) * 12 + month(current_to) AS current_last
    FROM staging.periods
),
shifts AS (
    SELECT unnest(generate_series(0, 48)) AS shift
),
lacking AS (
    SELECT b.period, b.current_to, s.shift, count(m.number) AS months
    FROM bounds AS b
    CROSS JOIN shifts AS s
    LEFT JOIN (
        SELECT DISTINCT b.period, g.number
        FROM bounds AS b
        CROSS JOIN (SELECT unnest(generate_series(0, 24)) AS back) AS r
        CROSS JOIN LATERAL (SELECT b.current_last - r.back AS number) AS g
        LEFT JOIN features.month_coverage AS c ON c.is_covered AND year(c.month) * 12 + month(c.month) = g.number
        WHERE c.month IS NULL
    ) AS m
        ON m.period = b.period AND (
            m.number BETWEEN b.base_first + s.shift AND b.base_last + s.shift
            OR m.number BETWEEN b.current_first + s.shift AND b.current_last + s.shift
        )
    GROUP BY b.period, b.current_to, s.shift
)
SELECT
    period,
    max(months) FILTER (WHERE shift = 0) AS months_lacking,
    max(months) FILTER (WHERE shift = 0) = 0 AS is_covered,
    last_day(CAST(min(CAST(date_trunc('month', current_to) AS DATE) + to_months(CAST(shift AS INTEGER))) FILTER (WHERE months = 0) AS DATE)) AS known_from
FROM lacking
GROUP BY period
