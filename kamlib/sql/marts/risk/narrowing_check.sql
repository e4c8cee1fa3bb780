-- one row: what the test of narrowing said half a year before (by policy) and what came since, of clients that went on buying
-- called: classes said to be bought less or left then; bought_again: of them bought within the half-year; stayed_away: of
-- all classes with a habit then and a purchase day since without it, those not bought in the half-year; found: of these
-- called.
WITH bought AS (
    SELECT s.client_id, max(CASE WHEN d.is_purchase THEN 1 ELSE 0 END) AS is_buying
    FROM features.client_day AS d
    JOIN (SELECT DISTINCT client_id, as_of FROM features.class_silence WHERE NOT is_now) AS s
        ON s.client_id = d.client_id AND d.day > s.as_of
    JOIN staging.as_of_windows AS w ON w.is_book AND d.day <= w.as_of
    GROUP BY s.client_id
),
again AS (
    SELECT DISTINCT s.client_id, s.product_class
    FROM features.class_silence AS s
    JOIN staging.as_of_windows AS w ON w.is_book
    JOIN features.client_day_class AS d
        ON d.client_id = s.client_id AND d.product_class = s.product_class AND d.net > 0
        AND d.day > s.as_of AND d.day <= w.as_of
    WHERE NOT s.is_now
),
judged AS (
    SELECT
        s.false_share <= p.churn_false_discovery_rate AS is_called,
        a.client_id IS NOT NULL AS is_again
    FROM features.class_silence AS s
    CROSS JOIN policy AS p
    JOIN bought AS b ON b.client_id = s.client_id AND b.is_buying = 1
    LEFT JOIN again AS a ON a.client_id = s.client_id AND a.product_class = s.product_class
    WHERE NOT s.is_now
)
SELECT
    w.as_of,
    CAST(w.as_of - CAST(p.churn_narrowing_days AS INTEGER) AS DATE) AS said_on,
    count(*) FILTER (WHERE j.is_called) AS called,
    count(*) FILTER (WHERE j.is_called AND j.is_again) AS bought_again,
    count(*) FILTER (WHERE NOT j.is_again) AS stayed_away,
    count(*) FILTER (WHERE j.is_called AND NOT j.is_again) AS found
FROM staging.as_of_windows AS w
CROSS JOIN policy AS p
LEFT JOIN judged AS j ON true
WHERE w.is_book
GROUP BY w.as_of, p.churn_narrowing_days
