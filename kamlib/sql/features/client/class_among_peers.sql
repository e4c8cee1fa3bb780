-- one row per covered year, group of like clients and product class its clients bought in that year: how many did, and the quartiles of its share in their revenue
-- A group is of one size and alike (type or industry), or of one size whatever they are (alike NULL).
SELECT
    y.back,
    y.size_group,
    y.alike,
    c.product_class,
    count(*) AS buying,
    round(percentile_cont(0.25) WITHIN GROUP (ORDER BY CAST(c.net AS DOUBLE) / CAST(y.net AS DOUBLE)) * 1e9) / 1e9 AS low_share,
    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(c.net AS DOUBLE) / CAST(y.net AS DOUBLE)) * 1e9) / 1e9 AS middle_share,
    round(percentile_cont(0.75) WITHIN GROUP (ORDER BY CAST(c.net AS DOUBLE) / CAST(y.net AS DOUBLE)) * 1e9) / 1e9 AS high_share
FROM features.client_year AS y
JOIN features.client_class_year AS c ON c.back = y.back AND c.client_id = y.client_id AND c.net > 0
GROUP BY GROUPING SETS ((y.back, y.size_group, y.alike, c.product_class), (y.back, y.size_group, c.product_class))
HAVING grouping(y.alike) = 1 OR y.alike IS NOT NULL
