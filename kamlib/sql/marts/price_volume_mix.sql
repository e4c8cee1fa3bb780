-- one row per comparison ("quarter", "year"): why the company's revenue changed; the parts add up to the change, exactly
-- Price, volume and mix are summed over the clients that bought in both windows; clients won and lost stand apart.
SELECT
    v.as_of,
    v.period,
    sum(v.net_before) AS net_before,
    sum(v.net_now) AS net_now,
    coalesce(sum(v.price) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS price,
    coalesce(sum(v.volume) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS volume,
    coalesce(sum(v.mix) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS mix,
    coalesce(sum(v.new_products) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS new_products,
    coalesce(sum(v.dropped_products) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS dropped_products,
    coalesce(sum(v.not_measured) FILTER (WHERE r.part NOT IN ('new', 'returned', 'lost')), 0) AS not_measured,
    coalesce(sum(v.change) FILTER (WHERE r.part IN ('new', 'returned')), 0) AS clients_won,
    coalesce(sum(v.change) FILTER (WHERE r.part = 'lost'), 0) AS clients_lost,
    sum(v.change) AS change
FROM marts.client_price_volume_mix AS v
JOIN marts.revenue_changes AS r ON r.period = v.period AND r.client_id = v.client_id
GROUP BY v.as_of, v.period
