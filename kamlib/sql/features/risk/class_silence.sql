-- one row per client and product class it bought before and not on its later purchase days: its habit, and how long the class is missing
-- class_days, purchase_days: of the year before its last purchase of the class, that day itself left out (it was chosen for
-- having the class); missed_days: purchase days since, of the client itself. Both purchase_days and missed_days count a
-- day by how likely the class is in that month. chance: that so many of the client's own purchase days pass without the
-- class by chance, at that habit (beta-binomial).
WITH book AS (
    SELECT as_of, after_24m FROM staging.as_of_windows WHERE is_book
),
class_days AS (
    SELECT d.client_id, d.product_class, d.day, d.net
    FROM features.client_day_class AS d
    JOIN book AS b ON d.day <= b.as_of AND d.day > b.after_24m
    WHERE d.net > 0 AND d.product_class <> ''
),
lasts AS (
    SELECT c.client_id, c.product_class, max(c.day) AS last_day
    FROM class_days AS c
    GROUP BY c.client_id, c.product_class
),
habits AS (
    SELECT
        l.client_id,
        l.product_class,
        l.last_day,
        sum(CASE WHEN c.day < l.last_day THEN 1 ELSE 0 END) AS class_days,
        sum(c.net) AS net_year
    FROM lasts AS l
    JOIN class_days AS c
        ON c.client_id = l.client_id AND c.product_class = l.product_class
        AND date_diff('day', c.day, l.last_day) < 365
    GROUP BY l.client_id, l.product_class, l.last_day
    HAVING sum(CASE WHEN c.day < l.last_day THEN 1 ELSE 0 END) >= 2
),
purchases AS (
    SELECT d.client_id, d.day, month(d.day) AS month_of_year
    FROM features.client_day AS d
    WHERE d.is_purchase AND d.day <= (SELECT as_of FROM book)
),
silences AS (
    SELECT
        h.client_id,
        h.product_class,
        h.last_day,
        h.class_days,
        h.net_year,
        m.usual_share,
        sum(CASE WHEN p.day < h.last_day THEN m.likelier ELSE 0 END) AS purchase_days,
        sum(CASE WHEN p.day > h.last_day THEN m.likelier ELSE 0 END) AS missed_days,
        count(*) FILTER (WHERE p.day > h.last_day) AS purchases_since
    FROM habits AS h
    JOIN purchases AS p ON p.client_id = h.client_id AND date_diff('day', p.day, h.last_day) < 365
    JOIN features.class_habit AS m ON m.product_class = h.product_class AND m.month_of_year = p.month_of_year
    GROUP BY h.client_id, h.product_class, h.last_day, h.class_days, h.net_year, m.usual_share
    HAVING count(*) FILTER (WHERE p.day > h.last_day) > 0
),
habits_drawn AS (
    -- the habit, drawn to the class's usual share as if two more days had been seen
    SELECT
        *,
        2 * usual_share + class_days AS hits,
        2 * (1 - usual_share) + greatest(purchase_days - class_days, 0) AS misses
    FROM silences
)
SELECT
    * EXCLUDE (hits, misses),
    exp(lgamma(misses + missed_days) - lgamma(misses) + lgamma(hits + misses) - lgamma(hits + misses + missed_days)) AS chance
FROM habits_drawn
