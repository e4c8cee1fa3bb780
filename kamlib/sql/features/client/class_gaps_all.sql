-- one row per covered year whose 12 months after are covered, product class sold in it and kind of gap: every client of client_year that did not buy it, and what came
-- gap_kind as in white_space_gaps. buyers: clients of client_year that bought the class in the year.
WITH clients AS (
    SELECT y.back, count(*) AS clients
    FROM features.client_year AS y
    JOIN features.past_years AS n ON n.back = y.back - 1 AND n.is_covered
    GROUP BY y.back
),
bought AS (
    SELECT
        c.back,
        c.product_class,
        count(*) FILTER (WHERE c.purchase_days > 0) AS buyers,
        count(*) FILTER (WHERE c.purchase_days = 0) AS lapsed
    FROM features.client_class_year AS c
    JOIN features.client_year AS y ON y.back = c.back AND y.client_id = c.client_id
    GROUP BY c.back, c.product_class
    HAVING count(*) FILTER (WHERE c.purchase_days > 0) > 0
),
kinds AS (
    SELECT b.back, b.product_class, b.buyers, 'never' AS gap_kind, n.clients - b.buyers - b.lapsed AS gaps
    FROM bought AS b
    JOIN clients AS n ON n.back = b.back
    UNION ALL
    SELECT b.back, b.product_class, b.buyers, 'before', b.lapsed
    FROM bought AS b
    JOIN clients AS n ON n.back = b.back
),
came AS (
    SELECT
        y.back,
        a.product_class,
        CASE WHEN c.bought_before IS NULL THEN 'never' ELSE 'before' END AS gap_kind,
        count(*) AS filled,
        sum(a.net) AS filled_net
    FROM features.client_year AS y
    JOIN features.client_class_year AS a ON a.back = y.back - 1 AND a.client_id = y.client_id AND a.net > 0
    LEFT JOIN features.client_class_year AS c
        ON c.back = y.back AND c.client_id = y.client_id AND c.product_class = a.product_class
    WHERE coalesce(c.purchase_days, 0) = 0
    GROUP BY y.back, a.product_class, CASE WHEN c.bought_before IS NULL THEN 'never' ELSE 'before' END
)
SELECT
    k.back,
    k.product_class,
    k.gap_kind,
    k.buyers,
    k.gaps,
    coalesce(c.filled, 0) AS filled,
    coalesce(c.filled_net, 0) AS filled_net
FROM kinds AS k
LEFT JOIN came AS c ON c.back = k.back AND c.product_class = k.product_class AND c.gap_kind = k.gap_kind
WHERE k.gaps > 0
