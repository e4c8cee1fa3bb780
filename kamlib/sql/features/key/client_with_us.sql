-- one row per client with a purchase in the 12 months: how long it is with us, its quarters with purchases, new classes, the year before
-- with_us_days counts from the first purchase, or from the date the company states where that is earlier. Quarters are
-- of three calendar months, counted back from the month of the book's date. new_classes is NULL for a client that was
-- not here the policy's months before the 12; what it brought in the year before, where it was not here all that year.
WITH clients AS (
    SELECT
        c.as_of,
        c.client_id,
        c.first_purchase,
        greatest(c.tenure_days, coalesce(date_diff('day', m.client_since, c.as_of), 0)) AS with_us_days,
        c.net_12m,
        c.net_12m_before,
        c.cm1_12m,
        w.after_12m,
        v.is_12m_before_covered AND c.first_purchase <= CAST(w.after_24m + INTERVAL 1 MONTH AS DATE) AS is_year_before_whole,
        date_diff('month', c.first_purchase, w.after_12m) >= p.criteria_min_months AS is_range_before_known
    FROM features.client_as_of AS c
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of
    JOIN features.window_coverage AS v ON v.as_of = w.as_of
    CROSS JOIN policy AS p
    LEFT JOIN staging.clients AS m ON m.client_id = c.client_id
    WHERE c.purchase_days_12m > 0
),
quarters AS (
    SELECT
        c.client_id,
        count(DISTINCT date_diff('month', m.month, c.as_of) // 3) AS quarters_bought,
        min(date_diff('month', c.first_purchase, c.as_of) // 3) + 1 AS quarters
    FROM clients AS c
    JOIN features.client_month AS m ON m.client_id = c.client_id AND m.purchase_days > 0 AND m.month <= c.as_of
    GROUP BY c.client_id
),
firsts AS (
    SELECT
        s.client_id,
        s.product_class,
        min(s.first_purchase) AS first_purchase,
        coalesce(sum(s.net) FILTER (WHERE s.step > w.after_12m), 0) AS net_12m
    FROM features.client_class_step AS s
    JOIN staging.as_of_windows AS w ON w.is_book AND s.step <= w.as_of
    WHERE s.product_class <> ''
    GROUP BY s.client_id, s.product_class
),
classes AS (
    SELECT
        c.client_id,
        count(*) FILTER (WHERE f.net_12m > 0) AS classes_12m,
        count(*) FILTER (WHERE f.net_12m > 0 AND f.first_purchase > c.after_12m) AS new_classes
    FROM clients AS c
    JOIN firsts AS f ON f.client_id = c.client_id
    GROUP BY c.client_id
),
before AS (
    SELECT
        s.client_id,
        CASE WHEN sum(s.lines_without_cost) = 0 THEN sum(s.net) - sum(s.cost) END AS cm1
    FROM features.client_step AS s
    JOIN staging.as_of_windows AS w ON w.is_book AND s.step > w.after_24m AND s.step <= w.after_12m
    GROUP BY s.client_id
)
SELECT
    c.client_id,
    c.with_us_days,
    q.quarters,
    q.quarters_bought,
    round(CAST(q.quarters_bought AS DOUBLE) / q.quarters * 1e6) / 1e6 AS quarters_share,
    CASE WHEN c.is_range_before_known AND k.classes_12m > 0 THEN k.new_classes END AS new_classes,
    CASE WHEN c.is_year_before_whole THEN c.net_12m_before END AS net_12m_before,
    CASE WHEN NOT c.is_year_before_whole THEN NULL WHEN b.client_id IS NULL THEN 0 ELSE b.cm1 END AS cm1_12m_before
FROM clients AS c
JOIN quarters AS q ON q.client_id = c.client_id
LEFT JOIN classes AS k ON k.client_id = c.client_id
LEFT JOIN before AS b ON b.client_id = c.client_id
