-- one row per review date, product class (NULL: the whole company) and month of the year: how its turnover stands to
-- the mean month; 1 and is_flat where there are too few months to tell
WITH medians AS (
    SELECT
        as_of,
        product_class,
        month_of_year,
        max(months_observed) AS months_observed,
        median(CAST(ratio AS DOUBLE)) AS ratio
    FROM features.seasonal_ratios
    GROUP BY as_of, product_class, month_of_year
),
judged AS (
    SELECT
        as_of,
        product_class,
        min(months_observed) AS months_observed,
        sum(ratio) / 12 AS mean_ratio
    FROM medians
    GROUP BY as_of, product_class
    HAVING count(*) = 12
),
grid AS (
    SELECT a.as_of, c.product_class, m.month_of_year
    FROM as_of AS a
    CROSS JOIN (SELECT DISTINCT product_class FROM features.class_month) AS c
    CROSS JOIN (SELECT DISTINCT month(CAST(m AS DATE)) AS month_of_year FROM (
        SELECT unnest(generate_series(DATE '2001-01-01', DATE '2001-12-01', INTERVAL 1 MONTH)) AS m
    ) AS months) AS m
)
SELECT
    g.as_of,
    g.product_class,
    g.month_of_year,
    CASE
        WHEN j.months_observed >= p.seasons_min_months
            THEN greatest(round(m.ratio / j.mean_ratio * 1e6) / 1e6, p.seasons_min_index)
        ELSE 1
    END AS season_index,
    coalesce(j.months_observed >= p.seasons_min_months, false) = false AS is_flat
FROM grid AS g
CROSS JOIN policy AS p
LEFT JOIN judged AS j ON j.as_of = g.as_of AND j.product_class IS NOT DISTINCT FROM g.product_class
LEFT JOIN medians AS m
    ON m.as_of = g.as_of AND m.month_of_year = g.month_of_year
    AND m.product_class IS NOT DISTINCT FROM g.product_class
