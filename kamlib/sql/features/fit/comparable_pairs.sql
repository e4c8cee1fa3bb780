-- one row per client that does not fit and client that does and is like it, in the narrowest circle that holds enough of them
-- Circles, from the narrowest: same type, size and goods; type and size; size and goods; size. Size: those nearest by
-- revenue of 12 months, half of them larger and half smaller, within the policy's ratio. Goods: the shares of product
-- classes the two have in common.
WITH sized AS (
    SELECT f.client_id, f.passes, m.type, CAST(c.net_12m AS DOUBLE) AS net
    FROM features.client_fit AS f
    JOIN features.client_as_of AS c ON c.as_of = f.as_of AND c.client_id = f.client_id
    JOIN staging.clients AS m ON m.client_id = f.client_id
    WHERE f.passes IS NOT NULL AND c.net_12m > 0
),
placed AS (
    -- how many of those that fit are not larger, in all and of the type
    SELECT
        *,
        count(*) FILTER (WHERE passes) OVER (ORDER BY net NULLS LAST, client_id NULLS LAST ROWS UNBOUNDED PRECEDING) AS place,
        count(*) FILTER (WHERE passes) OVER (
            PARTITION BY type ORDER BY net NULLS LAST, client_id NULLS LAST ROWS UNBOUNDED PRECEDING
        ) AS type_place
    FROM sized
),
near AS (
    SELECT a.client_id, b.client_id AS comparable_id, b.net / a.net AS size_ratio, false AS of_type, coalesce(a.type = b.type, false) AS same_type
    FROM placed AS a
    CROSS JOIN policy AS p
    JOIN placed AS b
        ON b.place > a.place - p.fit_most_comparables / 2 AND b.place <= a.place + p.fit_most_comparables / 2
    WHERE NOT a.passes AND b.passes
    UNION ALL
    SELECT a.client_id, b.client_id, b.net / a.net, true, true
    FROM placed AS a
    CROSS JOIN policy AS p
    JOIN placed AS b
        ON b.type = a.type
        AND b.type_place > a.type_place - p.fit_most_comparables / 2 AND b.type_place <= a.type_place + p.fit_most_comparables / 2
    WHERE NOT a.passes AND b.passes
),
pairs AS (
    SELECT n.client_id, n.comparable_id, n.size_ratio, n.of_type, n.same_type
    FROM near AS n
    CROSS JOIN policy AS p
    WHERE n.size_ratio <= p.fit_comparable_size_ratio AND n.size_ratio >= 1 / p.fit_comparable_size_ratio
),
once AS (
    SELECT DISTINCT client_id, comparable_id FROM pairs
),
goods AS (
    SELECT
        g.client_id,
        g.product_class,
        CAST(g.net_12m AS DOUBLE) / sum(CAST(g.net_12m AS DOUBLE)) OVER (PARTITION BY g.client_id) AS share
    FROM features.client_class_as_of AS g
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = g.as_of
    WHERE g.net_12m > 0 AND g.product_class <> '' AND g.client_id IN (SELECT client_id FROM sized)
),
has_goods AS (
    SELECT DISTINCT client_id FROM goods
),
common AS (
    SELECT p.client_id, p.comparable_id, round(sum(least(a.share, b.share)) * 1e6) / 1e6 AS overlap
    FROM once AS p
    JOIN goods AS a ON a.client_id = p.client_id
    JOIN goods AS b ON b.client_id = p.comparable_id AND b.product_class = a.product_class
    GROUP BY p.client_id, p.comparable_id
),
described AS (
    SELECT
        p.client_id,
        p.comparable_id,
        p.size_ratio,
        p.of_type,
        p.same_type,
        coalesce(c.overlap, CASE WHEN h.client_id IS NOT NULL AND i.client_id IS NOT NULL THEN 0 END) AS mix_overlap
    FROM pairs AS p
    LEFT JOIN common AS c ON c.client_id = p.client_id AND c.comparable_id = p.comparable_id
    LEFT JOIN has_goods AS h ON h.client_id = p.client_id
    LEFT JOIN has_goods AS i ON i.client_id = p.comparable_id
),
circled AS (
    SELECT d.*, s.step, s.circle, count(*) OVER (PARTITION BY d.client_id, s.step) AS comparables
    FROM described AS d
    CROSS JOIN policy AS p
    JOIN (
        VALUES (1, 'type_size_goods', true, true), (2, 'type_size', true, false), (3, 'size_goods', false, true), (4, 'size', false, false)
    ) AS s(step, circle, of_type, of_goods)
        ON s.of_type = d.of_type AND (d.mix_overlap >= p.fit_comparable_mix_overlap OR NOT s.of_goods)
),
enough AS (
    SELECT c.client_id, min(c.step) AS step
    FROM circled AS c
    CROSS JOIN policy AS p
    WHERE c.comparables >= p.fit_min_comparables
    GROUP BY c.client_id
)
SELECT
    c.client_id,
    c.comparable_id,
    c.circle,
    c.comparables,
    round(c.size_ratio * 1e6) / 1e6 AS size_ratio,
    c.same_type,
    c.mix_overlap
FROM circled AS c
JOIN enough AS e ON e.client_id = c.client_id AND e.step = c.step
