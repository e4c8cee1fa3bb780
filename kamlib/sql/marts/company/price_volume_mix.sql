-- one row per comparison ("quarter", "year"): why the company's revenue changed; the parts add up to the change, exactly
-- Price, volume and mix are over all client and product pairs of the clients that bought in both windows: volume is the
-- change of pieces at the mean old price of them all; clients won and lost stand apart.
WITH sums AS (
    SELECT
        v.period,
        sum(v.net_before) AS net_before,
        sum(v.net_now) AS net_now,
        coalesce(sum(v.r1) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS r1,
        coalesce(sum(v.r0) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS r0,
        coalesce(sum(v.r1_at_old_price) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS r1_at_old_price,
        coalesce(sum(v.q1) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS q1,
        coalesce(sum(v.q0) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS q0,
        coalesce(sum(v.new_products) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS new_products,
        coalesce(sum(v.dropped_products) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS dropped_products,
        coalesce(sum(v.not_measured) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS not_measured,
        coalesce(sum(r.change) FILTER (WHERE r.part IN ('new', 'returned')), 0) AS clients_won,
        coalesce(sum(r.change) FILTER (WHERE r.part = 'lost'), 0) AS clients_lost
    FROM features.price_volume AS v
    JOIN marts.revenue_changes AS r ON r.period = v.period AND r.client_id = v.client_id
    GROUP BY v.period
),
valued AS (
    SELECT
        *,
        CAST(round(
            coalesce(CAST(q1 - q0 AS DOUBLE) * CAST(r0 AS DOUBLE) / nullif(CAST(q0 AS DOUBLE), 0), 0) * 1e4
        ) / 1e4 AS DECIMAL(18, 4)) AS volume
    FROM sums
)
SELECT
    w.as_of,
    v.period,
    v.net_before,
    v.net_now,
    v.r1 - v.r1_at_old_price AS price,
    v.volume,
    v.r1_at_old_price - v.r0 - v.volume AS mix,
    v.new_products,
    v.dropped_products,
    v.not_measured,
    v.clients_won,
    v.clients_lost,
    v.net_now - v.net_before AS change
FROM valued AS v
JOIN staging.as_of_windows AS w ON w.is_book
