-- one row per client with a purchase in the 12 months: the middle of its peers, and where it stands among them
-- Peers have the same type and turnover class; where those are fewer than five, the same turnover class.
WITH clients AS (
    SELECT
        c.as_of,
        c.client_id,
        m.type,
        t.class AS turnover_class,
        CAST(c.monthly_turnover AS DOUBLE) AS monthly_turnover,
        k.margin_share,
        d.value AS discount_share,
        CAST(c.purchase_days_12m AS DOUBLE) AS purchase_days_12m,
        CAST(g.value AS DOUBLE) AS classes_bought,
        y.days_late
    FROM features.client_as_of AS c
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of
    JOIN staging.clients AS m ON m.client_id = c.client_id
    JOIN features.axis_turnover AS t ON t.as_of = c.as_of AND t.client_id = c.client_id
    LEFT JOIN marts.contribution AS k ON k.client_id = c.client_id
    LEFT JOIN features.axis_discount AS d ON d.as_of = c.as_of AND d.client_id = c.client_id
    LEFT JOIN features.axis_goods AS g ON g.as_of = c.as_of AND g.client_id = c.client_id
    LEFT JOIN features.payments_12m AS y ON y.client_id = c.client_id
),
grouped AS (
    SELECT
        *,
        CASE WHEN type IS NOT NULL AND count(*) OVER (PARTITION BY type, turnover_class) >= 5 THEN type END AS peer_type
    FROM clients
),
middles AS (
    SELECT
        turnover_class,
        type AS peer_type,
        count(*) AS peers,
        median(monthly_turnover) AS monthly_turnover,
        median(margin_share) AS margin_share,
        median(discount_share) AS discount_share,
        median(purchase_days_12m) AS purchase_days_12m,
        median(classes_bought) AS classes_bought,
        median(days_late) AS days_late
    FROM clients
    GROUP BY GROUPING SETS ((turnover_class, type), (turnover_class))
    HAVING grouping(type) = 1 OR type IS NOT NULL
)
SELECT
    g.as_of,
    g.client_id,
    g.turnover_class AS peer_turnover_class,
    g.peer_type,
    m.peers,
    g.monthly_turnover,
    m.monthly_turnover AS peers_monthly_turnover,
    g.margin_share,
    m.margin_share AS peers_margin_share,
    g.discount_share,
    m.discount_share AS peers_discount_share,
    g.purchase_days_12m,
    m.purchase_days_12m AS peers_purchase_days_12m,
    g.classes_bought,
    m.classes_bought AS peers_classes_bought,
    g.days_late,
    m.days_late AS peers_days_late
FROM grouped AS g
JOIN middles AS m ON m.turnover_class = g.turnover_class AND m.peer_type IS NOT DISTINCT FROM g.peer_type
