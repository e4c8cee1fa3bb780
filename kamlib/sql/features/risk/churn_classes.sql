-- one row per cut-off and client: how many product classes it buys, and how many it stopped buying
WITH classes AS (
    SELECT
        c.cut_off,
        d.client_id,
        d.product_class,
        coalesce(sum(d.net) FILTER (WHERE date_diff('day', d.day, c.cut_off) < 90), 0) AS net_90d,
        coalesce(sum(d.net) FILTER (WHERE date_diff('day', d.day, c.cut_off) < 365), 0) AS net_365d
    FROM features.client_day_class AS d
    JOIN cut_offs AS c ON d.day <= c.cut_off AND date_diff('day', d.day, c.cut_off) < 365
    LEFT JOIN features.churn_clients AS k ON k.client_id = d.client_id
    WHERE d.product_class <> '' AND (c.months_back = 0 OR k.client_id IS NOT NULL)
    GROUP BY c.cut_off, d.client_id, d.product_class
)
SELECT
    cut_off,
    client_id,
    count(*) FILTER (WHERE net_90d > 0) AS classes_90d,
    count(*) FILTER (WHERE net_365d > 0) AS classes_365d,
    CAST(max(net_365d) AS DOUBLE) / nullif(CAST(sum(greatest(net_365d, 0)) AS DOUBLE), 0) AS class_concentration
FROM classes
GROUP BY cut_off, client_id
