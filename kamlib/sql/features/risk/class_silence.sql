-- one row per date, client and product class of class_absence: how unusual the absence is
-- chance: that so many of the client's own purchase days pass without the class by chance, at its habit (beta-binomial).
-- false_share: the share of false alarms if all at least so unusual were called (Benjamini and Hochberg 1995).
-- is_longest: it was never so long without the class in the two years up to its last purchase, neither in days nor in its
-- own purchase days. absent_days: days since, times how likely the class is in the months of the purchase days missed (1:
-- as in all the year).
WITH longest AS (
    SELECT s.back, s.client_id, s.product_class, max(g.gap_days) AS gap_days, max(g.purchases_between) AS purchases_between
    FROM features.class_absence AS s
    JOIN features.class_gaps AS g
        ON g.client_id = s.client_id AND g.product_class = s.product_class
        AND g.day <= s.last_day AND date_diff('day', g.day, s.last_day) < 2 * 365
    GROUP BY s.back, s.client_id, s.product_class
),
habits_drawn AS (
    -- the habit, drawn to the class's usual share as if two more days had been seen
    SELECT
        *,
        2 * usual_share + class_days AS hits,
        2 * (1 - usual_share) + greatest(purchase_days - class_days, 0) AS misses
    FROM features.class_absence
),
ranked AS (
    SELECT
        * EXCLUDE (hits, misses),
        exp(lgamma(misses + missed_days) - lgamma(misses) + lgamma(hits + misses) - lgamma(hits + misses + missed_days)) AS chance
    FROM habits_drawn
),
stepped AS (
    SELECT
        *,
        chance * count(*) OVER (PARTITION BY as_of) / row_number() OVER (
            PARTITION BY as_of ORDER BY chance NULLS LAST, client_id NULLS LAST, product_class NULLS LAST
        ) AS false_share_at
    FROM ranked
)
SELECT
    s.* EXCLUDE (false_share_at, all_since),
    least(min(s.false_share_at) OVER (
        PARTITION BY s.as_of ORDER BY s.chance DESC NULLS LAST, s.client_id DESC NULLS LAST, s.product_class DESC NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ), 1) AS false_share,
    date_diff('day', s.last_day, s.as_of) > l.gap_days AND s.all_since > l.purchases_between AS is_longest,
    round(date_diff('day', s.last_day, s.as_of) * s.missed_days / s.purchases_since * 1e6) / 1e6 AS absent_days
FROM stepped AS s
JOIN longest AS l ON l.back = s.back AND l.client_id = s.client_id AND l.product_class = s.product_class
