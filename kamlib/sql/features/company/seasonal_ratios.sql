-- one row per review date, product class (NULL: the whole company) and complete month that has six covered months on either
-- side: its turnover against the centred 12-month mean (half a month at each end)
WITH first_months AS (
    SELECT min(month) AS first_month FROM features.class_month
),
company_months AS (
    SELECT CAST(m AS DATE) AS month
    FROM (
        SELECT unnest(generate_series(
            first_month,
            (SELECT max(as_of) FROM as_of),
            INTERVAL 1 MONTH
        )) AS m
        FROM first_months
    ) AS spine
),
classes AS (
    SELECT product_class, min(month) AS first_month FROM features.class_month GROUP BY product_class
),
filled AS (
    SELECT c.product_class, m.month, CASE WHEN k.is_covered THEN coalesce(v.net, 0) END AS net
    FROM classes AS c
    JOIN company_months AS m ON m.month >= c.first_month
    JOIN features.month_coverage AS k ON k.month = m.month
    LEFT JOIN features.class_month AS v
        ON v.month = m.month AND v.product_class IS NOT DISTINCT FROM c.product_class
),
complete AS (
    SELECT a.as_of, f.product_class, f.month, f.net
    FROM filled AS f
    JOIN as_of AS a ON last_day(f.month) <= a.as_of
),
centred AS (
    SELECT
        as_of,
        product_class,
        month,
        net,
        count(net) OVER near AS months_near,
        CAST(sum(net) OVER near + sum(net) OVER inside AS DOUBLE) / 24 AS mean_12m,
        count(net) OVER (PARTITION BY as_of, product_class) AS months_observed
    FROM complete
    WINDOW
        near AS (PARTITION BY as_of, product_class ORDER BY month NULLS LAST ROWS BETWEEN 6 PRECEDING AND 6 FOLLOWING),
        inside AS (PARTITION BY as_of, product_class ORDER BY month NULLS LAST ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING)
)
SELECT
    as_of,
    product_class,
    month,
    month(month) AS month_of_year,
    months_observed,
    CAST(net AS DOUBLE) / mean_12m AS ratio
FROM centred
WHERE months_near = 13 AND mean_12m > 0
