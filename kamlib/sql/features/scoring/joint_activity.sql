-- one row per review date and client that did something together with us in the 12 months: trained, measured its gain, recommended
SELECT DISTINCT w.as_of, e.client_id
FROM (
    SELECT client_id, "at" AS day FROM staging.interactions WHERE kind = 'training'
    UNION ALL
    SELECT client_id, period_end FROM staging.client_gains
    UNION ALL
    SELECT client_id, started_on FROM staging.retention_actions WHERE way IN ('client_training', 'publicity', 'knowledge')
) AS e
JOIN staging.as_of_windows AS w ON e.day <= w.as_of AND e.day > w.after_12m
