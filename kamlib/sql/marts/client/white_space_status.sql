-- one row per client: whether classes it lacks among clients like it are named, or why not
-- peers: NULL where it is compared with nobody.
SELECT
    w.as_of,
    c.client_id,
    CASE
        WHEN NOT EXISTS (SELECT 1 FROM features.client_class_year WHERE back = 0 AND net > 0) THEN 'no_classes'
        WHEN NOT y.is_covered THEN 'not_covered'
        WHEN l.client_id IS NULL THEN 'left_out'
        WHEN l.peers < p.white_space_min_peers THEN 'few_like_it'
        WHEN c.client_id IN (SELECT client_id FROM features.white_space_gaps WHERE back = 0) THEN 'named'
        ELSE 'none'
    END AS gap_status,
    l.circle,
    l.peers
FROM marts.client_card AS c
CROSS JOIN policy AS p
JOIN staging.as_of_windows AS w ON w.is_book
JOIN features.past_years AS y ON y.back = 0
LEFT JOIN features.client_like AS l ON l.back = 0 AND l.client_id = c.client_id
