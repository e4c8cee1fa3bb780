-- one row per date (the review date, and past ones half of half a year apart by policy), client and product class it bought before and not on its later purchase days: its habit, and how long the class is missing
-- back: how many such steps before the review. A past date needs a year of sales before it and sees nothing after it, but
-- for how likely a class is in a month, which is of all days. class_days, purchase_days: of the year before its last
-- purchase of the class, that day itself left out (it was chosen for having the class); missed_days: purchase days since,
-- of the client itself. Both purchase_days and missed_days count a day by how likely the class is in that month. A day
-- since on which only classes were bought that the client began later than its last purchase of this one is no absence
-- from it: it came for something new (all_since has it, purchases_since has not).
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
    SELECT t.back, d.client_id, d.day, month(d.day) AS month_of_year, coalesce(o.class_since, d.day) AS class_since
    FROM features.client_day AS d
    JOIN dates AS t ON d.day <= t.as_of AND date_diff('day', d.day, t.after_24m) < 365
    LEFT JOIN oldest AS o ON o.client_id = d.client_id AND o.day = d.day
    WHERE d.is_purchase
),
latest AS (
    SELECT t.back, d.client_id, max(d.day) AS last_purchase
    FROM features.client_day AS d
    JOIN dates AS t ON d.day <= t.as_of AND d.day > t.after_24m
    WHERE d.is_purchase
    GROUP BY t.back, d.client_id
),
lasts AS (
    SELECT t.back, t.as_of, d.client_id, d.product_class, max(d.day) AS last_day
    FROM features.client_day_class AS d
    JOIN dates AS t ON d.day <= t.as_of AND d.day > t.after_24m
    WHERE d.net > 0 AND d.product_class <> ''
    GROUP BY t.back, t.as_of, d.client_id, d.product_class
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
    JOIN latest AS p ON p.back = l.back AND p.client_id = l.client_id AND p.last_purchase > l.last_day
    JOIN dates AS t ON t.back = l.back
    JOIN features.client_day_class AS c
        ON c.client_id = l.client_id AND c.product_class = l.product_class AND c.net > 0
        AND c.day <= l.last_day AND c.day > t.after_24m AND date_diff('day', c.day, l.last_day) < 365
    GROUP BY l.back, l.as_of, l.client_id, l.product_class, l.last_day
    HAVING sum(CASE WHEN c.day < l.last_day THEN 1 ELSE 0 END) >= 2
)
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
JOIN purchases AS p ON p.back = h.back AND p.client_id = h.client_id AND date_diff('day', p.day, h.last_day) < 365
JOIN features.class_habit AS m ON m.product_class = h.product_class AND m.month_of_year = p.month_of_year
GROUP BY h.back, h.as_of, h.client_id, h.product_class, h.last_day, h.class_days, h.net_year, m.usual_share
HAVING count(*) FILTER (WHERE p.day > h.last_day AND p.class_since <= h.last_day) > 0
