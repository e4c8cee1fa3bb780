-- one row per client, classification and unbroken run of one class over the review dates the book looks back on
-- is_from_start: the class may be older than the book looks back.
WITH marked AS (
    SELECT
        c.as_of,
        w.months_back,
        c.client_id,
        c.axis,
        c.class,
        CASE WHEN c.class IS DISTINCT FROM lag(c.class) OVER run OR lag(w.months_back) OVER run <> w.months_back + 1 THEN 1 ELSE 0 END AS is_change
    FROM features.classes AS c
    JOIN staging.as_of_windows AS w ON w.as_of = c.as_of
    WINDOW run AS (PARTITION BY c.client_id, c.axis ORDER BY c.as_of NULLS LAST)
),
runs AS (
    SELECT
        *,
        sum(is_change) OVER (PARTITION BY client_id, axis ORDER BY as_of NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run_number
    FROM marked
)
SELECT
    client_id,
    axis,
    class,
    min(as_of) AS since,
    max(as_of) AS until,
    max(months_back) = (SELECT max(months_back) FROM as_of) AS is_from_start,
    min(months_back) = 0 AS is_current
FROM runs
GROUP BY client_id, axis, run_number, class
