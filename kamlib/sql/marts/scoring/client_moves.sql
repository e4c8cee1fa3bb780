-- one row per client, classification and comparison (quarter: 3 months back, year: 12): class then and now
-- Compared only where the data cover the 12 months of both dates. 'not_yet': no goods by then. Where it has no class:
-- 'lost' by its relationship (T5), and so of no stage (T10), or with goods in the 12 months before; 'inactive': none in
-- these; 'unknown': active, but the class is not known.
WITH spans AS (
    SELECT b.as_of AS as_of_now, t.as_of AS as_of_then, CASE t.months_back WHEN 3 THEN 'quarter' ELSE 'year' END AS period
    FROM staging.as_of_windows AS b
    JOIN staging.as_of_windows AS t ON t.months_back IN (3, 12)
    JOIN features.window_coverage AS v ON v.as_of = b.as_of AND v.is_12m_covered
    JOIN features.window_coverage AS u ON u.as_of = t.as_of AND u.is_12m_covered
    WHERE b.is_book
),
axis_list AS (
    SELECT unnest(['abc', 'rfm', 'T2', 'T3', 'T4', 'T5', 'T6', 'T8', 'T10']) AS axis
)
SELECT
    s.as_of_now AS as_of,
    s.period,
    a.axis,
    n.client_id,
    CASE
        WHEN b.class IS NOT NULL THEN b.class
        WHEN t.client_id IS NULL THEN 'not_yet'
        WHEN x.class = 'lost' AND (a.axis = 'T10' OR t.active_days_12m > 0) THEN 'lost'
        WHEN t.active_days_12m = 0 THEN 'inactive'
        ELSE 'unknown'
    END AS class_before,
    CASE
        WHEN c.class IS NOT NULL THEN c.class
        WHEN y.class = 'lost' AND (a.axis = 'T10' OR n.active_days_12m > 0) THEN 'lost'
        WHEN n.active_days_12m = 0 THEN 'inactive'
        ELSE 'unknown'
    END AS class_now,
    coalesce(t.net_12m, 0) AS net_12m_before,
    n.net_12m AS net_12m_now
FROM spans AS s
CROSS JOIN axis_list AS a
JOIN features.client_as_of AS n ON n.as_of = s.as_of_now
LEFT JOIN features.client_as_of AS t ON t.as_of = s.as_of_then AND t.client_id = n.client_id
LEFT JOIN features.classes AS b ON b.as_of = s.as_of_then AND b.client_id = n.client_id AND b.axis = a.axis
LEFT JOIN features.classes AS c ON c.as_of = s.as_of_now AND c.client_id = n.client_id AND c.axis = a.axis
LEFT JOIN features.axis_relationship AS x ON x.as_of = s.as_of_then AND x.client_id = n.client_id
LEFT JOIN features.axis_relationship AS y ON y.as_of = s.as_of_now AND y.client_id = n.client_id
WHERE NOT (coalesce(t.active_days_12m, 0) = 0 AND n.active_days_12m = 0 AND b.class IS NULL AND c.class IS NULL)
