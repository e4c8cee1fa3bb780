-- one row per date of class_silence, client and product class: what kind of case it is, and of past dates what the half-year after brought
-- is_beyond: missing beyond chance (policy) and for longer than ever. Other cases are alike by absent_band (thirds of half
-- a year without the class, ten and more alike) and habit_band (2, 4, 8, 16 and more days with the class in the year
-- before the last). fell: bought on at most a half (policy) of the days that the habit implies, stayed_away: on none, of
-- clients that bought anything; NULL: it did not, or the half-year is not over.
WITH halves AS (
    SELECT s.as_of, s.client_id, s.product_class, count(DISTINCT d.day) AS days
    FROM features.class_silence AS s
    CROSS JOIN policy AS p
    LEFT JOIN features.client_day_class AS d
        ON d.client_id = s.client_id AND d.product_class = s.product_class AND d.net > 0
        AND d.day > s.as_of AND date_diff('day', s.as_of, d.day) <= p.churn_narrowing_days
    WHERE s.back >= 2
    GROUP BY s.as_of, s.client_id, s.product_class
),
buyers AS (
    SELECT DISTINCT s.as_of, s.client_id
    FROM (SELECT DISTINCT as_of, client_id FROM features.class_silence WHERE back >= 2) AS s
    CROSS JOIN policy AS p
    JOIN features.client_day AS d
        ON d.client_id = s.client_id AND d.is_purchase
        AND d.day > s.as_of AND date_diff('day', s.as_of, d.day) <= p.churn_narrowing_days
)
SELECT
    s.back,
    s.as_of,
    s.client_id,
    s.product_class,
    s.false_share <= p.churn_false_discovery_rate AND coalesce(s.is_longest, false) AS is_beyond,
    least(CAST(floor(s.absent_days * 3 / p.churn_narrowing_days) AS INTEGER), 9) AS absent_band,
    least(CAST(floor(log2(s.class_days)) AS INTEGER), 4) AS habit_band,
    CASE WHEN b.client_id IS NOT NULL
        THEN h.days * 365 <= p.churn_shrink_to_share * (s.class_days + 1) * p.churn_narrowing_days END AS fell,
    CASE WHEN b.client_id IS NOT NULL THEN h.days = 0 END AS stayed_away
FROM features.class_silence AS s
CROSS JOIN policy AS p
LEFT JOIN halves AS h ON h.as_of = s.as_of AND h.client_id = s.client_id AND h.product_class = s.product_class
LEFT JOIN buyers AS b ON b.as_of = s.as_of AND b.client_id = s.client_id
