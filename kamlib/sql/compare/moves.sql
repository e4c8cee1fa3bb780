-- one row per classification and pair of classes between which clients moved, the most money first
WITH classes AS (
    SELECT 1 AS place, 'abc' AS axis, abc_then AS class_before, abc AS class_now, net_12m FROM compared
    UNION ALL
    SELECT 2, 'rfm', segment_then, segment, net_12m FROM compared
    UNION ALL
    SELECT 3, 'T5', relationship_then, relationship, net_12m FROM compared
    UNION ALL
    SELECT 4, 'T3', turnover_class_then, turnover_class, net_12m FROM compared
    UNION ALL
    SELECT 5, 'group', group_primary_then, group_primary, net_12m FROM compared
)
SELECT axis, class_before, class_now, count(*) AS clients, round(sum(net_12m) * 1e2) / 1e2 AS net_12m
FROM classes
WHERE class_before IS DISTINCT FROM class_now
GROUP BY place, axis, class_before, class_now
ORDER BY place, sum(net_12m) DESC NULLS LAST, class_before NULLS LAST, class_now NULLS LAST
