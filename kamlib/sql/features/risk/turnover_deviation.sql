-- one row per window and client of turnover_expected: whether it can be assessed, and how far below its expectation it bought, in spreads
-- residual: 2 (√(bought ÷ lump) − √(expected ÷ lump)), of spread about 1 whatever the client's size; then less the
-- median and over the spread of clients with as many expected orders: 1.4826 × the median deviation of those above the
-- median, since those below have the shrinking among them, and at least 1, what orders at random would have.
-- chance: the share of unharmed clients that far below (normal tail; Zelen and Severo 1964).
WITH judged AS (
    SELECT
        e.*,
        CASE
            WHEN e.expected IS NULL OR e.expected <= 0 THEN 'no_season'
            WHEN e.tenure_days < p.churn_shrink_min_tenure_days THEN 'too_new'
            WHEN e.orders_year < p.churn_shrink_min_orders THEN 'too_few_orders'
            WHEN e.size_rank <= p.churn_shrink_smallest_share THEN 'too_small'
            WHEN o.client_id IS NOT NULL OR e.own_season_share <= p.churn_out_of_season_share * e.season_share THEN 'out_of_season'
            ELSE 'assessed'
        END AS status
    FROM features.turnover_expected AS e
    CROSS JOIN policy AS p
    LEFT JOIN features.out_of_season AS o ON o.cut_off = e.as_of AND o.client_id = e.client_id
),
residuals AS (
    SELECT
        horizon_days,
        client_id,
        2 * (sqrt(greatest(CAST(actual AS DOUBLE), 0) / lump) - sqrt(expected / lump)) AS residual,
        ntile(4) OVER (PARTITION BY horizon_days ORDER BY expected / lump NULLS FIRST, client_id NULLS LAST) AS crowd,
        count(*) OVER (PARTITION BY horizon_days) AS assessed
    FROM judged
    WHERE status = 'assessed'
),
crowds AS (
    -- a small base is one crowd
    SELECT horizon_days, client_id, residual, CASE WHEN assessed < 120 THEN 1 ELSE crowd END AS crowd FROM residuals
),
middles AS (
    SELECT horizon_days, crowd, median(residual) AS middle FROM crowds GROUP BY horizon_days, crowd
),
centred AS (
    SELECT c.horizon_days, c.client_id, c.crowd, c.residual - m.middle AS distance
    FROM crowds AS c
    JOIN middles AS m ON m.horizon_days = c.horizon_days AND m.crowd = c.crowd
),
spreads AS (
    SELECT horizon_days, crowd, greatest(1.4826 * median(distance) FILTER (WHERE distance >= 0), 1) AS spread
    FROM centred
    GROUP BY horizon_days, crowd
),
unusual AS (
    SELECT
        c.horizon_days,
        c.client_id,
        round(c.distance / s.spread * 1e6) / 1e6 AS z,
        1 / (1 + 0.2316419 * abs(c.distance / s.spread)) AS t
    FROM centred AS c
    JOIN spreads AS s ON s.horizon_days = c.horizon_days AND s.crowd = c.crowd
),
tails AS (
    SELECT
        horizon_days,
        client_id,
        z,
        exp(-z * z / 2) / sqrt(2 * pi())
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))) AS tail
    FROM unusual
)
SELECT j.*, t.z, CASE WHEN t.z <= 0 THEN t.tail ELSE 1 - t.tail END AS chance
FROM judged AS j
LEFT JOIN tails AS t ON t.horizon_days = j.horizon_days AND t.client_id = j.client_id
