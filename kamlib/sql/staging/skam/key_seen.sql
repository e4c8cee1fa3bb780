-- one row per client and the last review a quarter or more before this one: whether it was key, as the book of then said
-- Of a date several books may tell: the last published then, or where all were reconstructed later, the last of these.
WITH seen AS (
    SELECT s.as_of, coalesce(g.group_id, s.client_id) AS client_id, s.is_key, s.published, s.is_late
    FROM canonical.said_before AS s
    JOIN staging.as_of_windows AS w ON w.is_book AND s.as_of <= w.after_3m
    LEFT JOIN staging.client_groups AS g ON g.client_id = s.client_id
    WHERE s.is_key IS NOT NULL
),
books AS (
    SELECT as_of, published, row_number() OVER (ORDER BY as_of DESC NULLS LAST, is_late NULLS LAST, published DESC NULLS LAST) AS place
    FROM (SELECT DISTINCT as_of, published, is_late FROM seen) AS told
)
SELECT s.as_of, s.client_id, max(CASE WHEN s.is_key THEN 1 ELSE 0 END) = 1 AS is_key
FROM seen AS s
JOIN books AS b ON b.as_of = s.as_of AND b.published = s.published AND b.place = 1
GROUP BY s.as_of, s.client_id
