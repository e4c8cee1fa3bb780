-- one row per client and product class it does not buy but most clients like it do (policy): what it is expected to bring, and how often such gaps filled
-- Clients that buy now and then only, or are gone, are left out, and all where the data do not cover the 12 months. gap_kind:
-- never bought (white space), or before these 12 months (it narrowed). stake: expected_12m × fill_chance × came_share; NULL
-- where the past is too short to tell them.
SELECT
    y.ends_on AS as_of,
    g.client_id,
    g.product_class,
    g.gap_kind,
    g.circle,
    g.peers,
    g.peers_buying,
    g.buying_share,
    g.expected_12m,
    g.low_12m,
    g.high_12m,
    g.bought_before,
    o.fill_chance,
    o.came_share,
    CAST(round(CAST(g.expected_12m AS DOUBLE) * o.fill_chance * o.came_share * 1e4) / 1e4 AS DECIMAL(18, 4)) AS stake
FROM features.white_space_gaps AS g
JOIN features.past_years AS y ON y.back = g.back
JOIN features.white_space_odds AS o
    ON o.back = g.back AND o.gap_kind = g.gap_kind AND o.size_group = g.size_group AND o.band = g.band
WHERE g.back = 0
