-- one row per comparison ("quarter", "year") and client: why its revenue changed; the seven parts add up to the change, exactly
-- Price, volume and mix are over product pairs bought in both windows with a quantity in each; volume is the change of pieces
-- at the client's mean old price, mix what the shift between products adds. What has no quantity is not measured.
WITH valued AS (
    SELECT
        *,
        CAST(round(
            coalesce(CAST(q1 - q0 AS DOUBLE) * CAST(r0 AS DOUBLE) / nullif(CAST(q0 AS DOUBLE), 0), 0) * 1e4
        ) / 1e4 AS DECIMAL(18, 4)) AS volume
    FROM features.price_volume
)
SELECT
    w.as_of,
    v.period,
    v.client_id,
    v.net_before,
    v.net_now,
    v.r1 - v.r1_at_old_price AS price,
    v.volume,
    v.r1_at_old_price - v.r0 - v.volume AS mix,
    v.new_products,
    v.dropped_products,
    v.not_measured,
    v.net_now - v.net_before AS change
FROM valued AS v
JOIN staging.as_of_windows AS w ON w.is_book
