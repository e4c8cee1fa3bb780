-- one row per covered year and client of client_year: which group of like clients it stands in, and how many those are without itself
-- Of its size and type (or industry), where those are enough by policy; else of its size (alike NULL), be they enough or not.
SELECT
    y.back,
    y.client_id,
    y.net,
    y.size_group,
    CASE WHEN y.of_alike > p.white_space_min_peers THEN y.alike END AS alike,
    CASE WHEN y.of_alike > p.white_space_min_peers THEN y.of_alike ELSE y.of_size END - 1 AS peers,
    CASE
        WHEN y.of_alike <= p.white_space_min_peers THEN 'size'
        WHEN starts_with(y.alike, 'type ') THEN 'type_size'
        ELSE 'industry_size'
    END AS circle
FROM (
    SELECT
        back,
        client_id,
        net,
        size_group,
        alike,
        count(alike) OVER (PARTITION BY back, size_group, alike) AS of_alike,
        count(*) OVER (PARTITION BY back, size_group) AS of_size
    FROM features.client_year
) AS y
CROSS JOIN policy AS p
