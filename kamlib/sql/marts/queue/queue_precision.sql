-- one row per kind of thing in the queue that somebody answered: how many were called not valid
-- A client and kind (and product class) counts once, by its last answer.
SELECT
    w.as_of,
    CASE WHEN m.item LIKE 'dropped_class:%' THEN 'dropped_class' ELSE m.item END AS item,
    count(*) AS answered,
    count(*) FILTER (WHERE m.mark = 'not_valid') AS not_valid,
    round((1 - CAST(count(*) FILTER (WHERE m.mark = 'not_valid') AS DOUBLE) / count(*)) * 1e6) / 1e6 AS valid_share
FROM staging.queue_marks AS m
JOIN staging.as_of_windows AS w ON w.is_book
GROUP BY w.as_of, CASE WHEN m.item LIKE 'dropped_class:%' THEN 'dropped_class' ELSE m.item END
