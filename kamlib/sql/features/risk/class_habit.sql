-- one row per product class and month of the year: how much likelier than usual a purchase day has the class in that month
-- 1 on average; only with 24 months of history, else 1 throughout.
WITH by_month AS (
    SELECT month(day) AS month_of_year, count(*) AS purchase_days
    FROM features.client_day
    WHERE is_purchase
    GROUP BY month(day)
),
by_class AS (
    SELECT d.product_class, month(d.day) AS month_of_year, count(*) AS class_days
    FROM features.client_day_class AS d
    JOIN features.client_day AS c ON c.client_id = d.client_id AND c.day = d.day AND c.is_purchase
    WHERE d.net > 0 AND d.product_class <> ''
    GROUP BY d.product_class, month(d.day)
),
totals AS (
    SELECT
        product_class,
        CAST(sum(class_days) AS DOUBLE) / (SELECT sum(purchase_days) FROM by_month) AS usual_share
    FROM by_class
    GROUP BY product_class
),
history AS (
    SELECT date_diff('month', min(day), max(day)) >= 24 AS is_long FROM features.client_day
)
SELECT
    t.product_class,
    m.month_of_year,
    t.usual_share,
    CASE WHEN h.is_long
        THEN greatest(CAST(coalesce(c.class_days, 0) AS DOUBLE) / m.purchase_days / t.usual_share, 0.05) ELSE 1 END AS likelier
FROM totals AS t
CROSS JOIN by_month AS m
CROSS JOIN history AS h
LEFT JOIN by_class AS c ON c.product_class = t.product_class AND c.month_of_year = m.month_of_year
