-- one row per client that does not fit and part of what clients like it are given: their median level and quartiles
SELECT
    p.client_id,
    l.part,
    p.circle,
    count(*) AS comparables,
    median(CAST(l.level AS DOUBLE)) AS level,
    percentile_cont(0.25) WITHIN GROUP (ORDER BY l.level) AS level_low,
    percentile_cont(0.75) WITHIN GROUP (ORDER BY l.level) AS level_high
FROM features.comparable_pairs AS p
JOIN features.terms_12m AS l ON l.client_id = p.comparable_id
WHERE l.level IS NOT NULL
GROUP BY p.client_id, l.part, p.circle
