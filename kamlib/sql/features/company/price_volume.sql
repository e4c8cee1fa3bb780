-- one row per comparison ("quarter", "year") whose windows the data cover, and client: its revenue by what became of each product, and what price explains
-- Continuing pairs are bought in both windows with a quantity in each; what has no quantity is not measured.
WITH pairs AS (
    SELECT 'year' AS period, client_id, is_measured, year_base_quantity AS q0, year_base_net AS r0, year_current_quantity AS q1, year_current_net AS r1
    FROM features.client_product_period
    WHERE year_base_net IS NOT NULL OR year_current_net IS NOT NULL
    UNION ALL
    SELECT 'quarter', client_id, is_measured, quarter_base_quantity, quarter_base_net, quarter_current_quantity, quarter_current_net
    FROM features.client_product_period
    WHERE quarter_base_net IS NOT NULL OR quarter_current_net IS NOT NULL
),
sorted AS (
    SELECT
        period,
        client_id,
        coalesce(r0, 0) AS r0,
        coalesce(r1, 0) AS r1,
        q0,
        q1,
        CASE
            WHEN NOT is_measured THEN 'not_measured'
            WHEN r0 IS NULL THEN 'new_products'
            WHEN r1 IS NULL THEN 'dropped_products'
            WHEN q0 > 0 AND q1 > 0 AND r0 > 0 THEN 'continuing'
            ELSE 'not_measured'
        END AS part,
        CASE WHEN q0 > 0 THEN
            CAST(round(CAST(r0 AS DOUBLE) / CAST(q0 AS DOUBLE) * CAST(q1 AS DOUBLE) * 1e4) / 1e4 AS DECIMAL(18, 4))
        END AS r1_at_old_price
    FROM pairs
)
SELECT
    s.period,
    s.client_id,
    sum(r0) AS net_before,
    sum(r1) AS net_now,
    coalesce(sum(r1) FILTER (WHERE part = 'new_products'), 0) AS new_products,
    coalesce(-sum(r0) FILTER (WHERE part = 'dropped_products'), 0) AS dropped_products,
    coalesce(sum(r1 - r0) FILTER (WHERE part = 'not_measured'), 0) AS not_measured,
    coalesce(sum(r1) FILTER (WHERE part = 'continuing'), 0) AS r1,
    coalesce(sum(r0) FILTER (WHERE part = 'continuing'), 0) AS r0,
    coalesce(sum(r1_at_old_price) FILTER (WHERE part = 'continuing'), 0) AS r1_at_old_price,
    coalesce(sum(q1) FILTER (WHERE part = 'continuing'), 0) AS q1,
    coalesce(sum(q0) FILTER (WHERE part = 'continuing'), 0) AS q0
FROM sorted AS s
JOIN features.period_coverage AS v ON v.period = s.period AND v.is_covered
GROUP BY s.period, s.client_id
