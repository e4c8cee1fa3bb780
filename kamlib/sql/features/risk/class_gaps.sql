-- one row per client, product class and day it bought the class: how long the client had been without it, in days and in purchase days of its own
-- purchases_between: the client's purchase days after the day before with the class and before this one. NULL: the first.
WITH days AS (
    SELECT
        client_id,
        day,
        is_purchase,
        sum(CASE WHEN is_purchase THEN 1 ELSE 0 END) OVER (
            PARTITION BY client_id ORDER BY day NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS purchases
    FROM features.client_day
)
SELECT
    d.client_id,
    d.product_class,
    d.day,
    date_diff('day', lag(d.day) OVER (PARTITION BY d.client_id, d.product_class ORDER BY d.day NULLS LAST), d.day) AS gap_days,
    n.purchases - CASE WHEN n.is_purchase THEN 1 ELSE 0 END
    - lag(n.purchases) OVER (PARTITION BY d.client_id, d.product_class ORDER BY d.day NULLS LAST) AS purchases_between
FROM features.client_day_class AS d
JOIN days AS n ON n.client_id = d.client_id AND n.day = d.day
WHERE d.net > 0 AND d.product_class <> ''
