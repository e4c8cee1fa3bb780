-- one row per date (the review date, and past ones half of half a year apart by policy), client and product class it bought before and not on its later purchase days: its habit, and how long the class is missing
-- back: how many such steps before the review. A past date needs a year of sales before it and sees nothing after it, but
-- for how likely a class is in a month, which is of all days. class_days, purchase_days: of the year before its last
-- purchase of the class, that day itself left out (it was chosen for having the class); missed_days: purchase days since,
-- of the client itself. Both purchase_days and missed_days count a day by how likely the class is in that month. A day
-- since on which only classes were bought that the client began later than its last purchase of this one is no absence
-- from it: it came for something new. chance: that so many of the client's own purchase days pass without the class by
-- chance, at that habit (beta-binomial). is_longest: it was never so long without the class in the two years up to its
-- last purchase, neither in days nor in its own purchase days. absent_days: days since, times how likely the class is in
-- the months of the purchase days missed (1: as in all the year).
WITH steps AS (
    SELECT unnest(generate_series(0, (SELECT CAST(churn_narrowing_dates AS INTEGER) FROM policy))) AS back
),
dated AS (
    SELECT
        s.back,
        CAST(w.as_of - CAST(floor(p.churn_narrowing_days * s.back / 2) AS INTEGER) AS DATE) AS as_of,
        CAST(w.after_24m - CAST(floor(p.churn_narrowing_days * s.back / 2) AS INTEGER) AS DATE) AS after_24m
    FROM staging.as_of_windows AS w
    CROSS JOIN policy AS p
    CROSS JOIN steps AS s
    WHERE w.is_book
),
dates AS (
    SELECT d.back, d.as_of, d.after_24m
    FROM dated AS d
    CROSS JOIN (SELECT min(day) AS first_day FROM features.client_day) AS f
    WHERE d.back = 0 OR date_diff('day', f.first_day, d.as_of) >= 365
),
class_days AS (
    SELECT t.back, t.as_of, d.client_id, d.product_class, d.day, d.net
    FROM features.client_day_class AS d
    JOIN dates AS t ON d.day <= t.as_of AND d.day > t.after_24m
    WHERE d.net > 0 AND d.product_class <> ''
),
lasts AS (
    SELECT back, as_of, client_id, product_class, max(day) AS last_day
    FROM class_days
    GROUP BY back, as_of, client_id, product_class
),
habits AS (
    SELECT
        l.back,
        l.as_of,
        l.client_id,
        l.product_class,
        l.last_day,
        sum(CASE WHEN c.day < l.last_day THEN 1 ELSE 0 END) AS class_days,
        sum(c.net) AS net_year
    FROM lasts AS l
    JOIN class_days AS c
        ON c.as_of = l.as_of AND c.client_id = l.client_id AND c.product_class = l.product_class
        AND date_diff('day', c.day, l.last_day) < 365
    GROUP BY l.back, l.as_of, l.client_id, l.product_class, l.last_day
    HAVING sum(CASE WHEN c.day < l.last_day THEN 1 ELSE 0 END) >= 2
),
begun AS (
    SELECT client_id, product_class, min(day) AS first_day
    FROM features.client_day_class
    WHERE net > 0
    GROUP BY client_id, product_class
),
oldest AS (
    -- of each purchase day, when the client began the class of it that it knows longest
    SELECT d.client_id, d.day, min(b.first_day) AS class_since
    FROM features.client_day_class AS d
    JOIN begun AS b ON b.client_id = d.client_id AND b.product_class = d.product_class
    WHERE d.net > 0
    GROUP BY d.client_id, d.day
),
purchases AS (
    SELECT d.client_id, d.day, month(d.day) AS month_of_year, coalesce(o.class_since, d.day) AS class_since
    FROM features.client_day AS d
    LEFT JOIN oldest AS o ON o.client_id = d.client_id AND o.day = d.day
    WHERE d.is_purchase
),
silences AS (
    SELECT
        h.back,
        h.as_of,
        h.client_id,
        h.product_class,
        h.last_day,
        h.class_days,
        h.net_year,
        m.usual_share,
        round(sum(CASE WHEN p.day < h.last_day THEN m.likelier ELSE 0 END) * 1e9) / 1e9 AS purchase_days,
        round(sum(CASE WHEN p.day > h.last_day AND p.class_since <= h.last_day THEN m.likelier ELSE 0 END) * 1e9) / 1e9 AS missed_days,
        count(*) FILTER (WHERE p.day > h.last_day AND p.class_since <= h.last_day) AS purchases_since,
        count(*) FILTER (WHERE p.day > h.last_day) AS all_since
    FROM habits AS h
    JOIN purchases AS p ON p.client_id = h.client_id AND p.day <= h.as_of AND date_diff('day', p.day, h.last_day) < 365
    JOIN features.class_habit AS m ON m.product_class = h.product_class AND m.month_of_year = p.month_of_year
    GROUP BY h.back, h.as_of, h.client_id, h.product_class, h.last_day, h.class_days, h.net_year, m.usual_share
    HAVING count(*) FILTER (WHERE p.day > h.last_day AND p.class_since <= h.last_day) > 0
),
longest AS (
    SELECT s.back, s.client_id, s.product_class, max(g.gap_days) AS gap_days, max(g.purchases_between) AS purchases_between
    FROM silences AS s
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
    FROM silences
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
