-- one row per covered year, client and product class it did not buy in that year, but enough clients like it did (policy): what it is expected to bring
-- expected_12m: the middle of the class's share in the revenue of the like clients that bought it × the client's revenue;
-- low_12m, high_12m: the same with the quartiles. band: thirds of the way from the least share of buying peers to all of
-- them. filled, filled_net: of the 12 months after; NULL where they are not over, or not covered.
WITH offered AS (
    SELECT
        y.back,
        y.client_id,
        CAST(y.net AS DOUBLE) AS net,
        y.size_group,
        y.circle,
        y.peers,
        c.product_class,
        c.buying,
        round(CAST(c.buying AS DOUBLE) / y.peers * 1e6) / 1e6 AS buying_share,
        c.low_share,
        c.middle_share,
        c.high_share
    FROM features.client_like AS y
    CROSS JOIN policy AS p
    JOIN features.class_among_peers AS c
        ON c.back = y.back AND c.size_group = y.size_group AND c.alike IS NOT DISTINCT FROM y.alike
    WHERE y.peers >= p.white_space_min_peers
)
SELECT
    o.back,
    o.client_id,
    o.product_class,
    o.size_group,
    o.circle,
    o.peers,
    o.buying AS peers_buying,
    o.buying_share,
    CAST(round(o.middle_share * o.net * 1e4) / 1e4 AS DECIMAL(18, 4)) AS expected_12m,
    CAST(round(o.low_share * o.net * 1e4) / 1e4 AS DECIMAL(18, 4)) AS low_12m,
    CAST(round(o.high_share * o.net * 1e4) / 1e4 AS DECIMAL(18, 4)) AS high_12m,
    b.bought_before,
    CASE WHEN b.bought_before IS NULL THEN 'never' ELSE 'before' END AS gap_kind,
    CAST(least(
        floor((o.buying_share - p.white_space_min_buying_share) / nullif(1 - p.white_space_min_buying_share, 0) * 3), 2
    ) AS INTEGER) AS band,
    CASE WHEN n.is_covered THEN coalesce(a.net > 0, false) END AS filled,
    CASE WHEN n.is_covered THEN greatest(coalesce(a.net, 0), 0) END AS filled_net
FROM offered AS o
CROSS JOIN policy AS p
LEFT JOIN features.client_class_year AS b
    ON b.back = o.back AND b.client_id = o.client_id AND b.product_class = o.product_class
LEFT JOIN features.past_years AS n ON n.back = o.back - 1
LEFT JOIN features.client_class_year AS a
    ON a.back = o.back - 1 AND a.client_id = o.client_id AND a.product_class = o.product_class
WHERE o.buying_share >= p.white_space_min_buying_share AND coalesce(b.purchase_days, 0) = 0
