-- one row per client that does not fit and part (discount, terms, service, total): what it is given above clients like it that fit, a year
-- low and high are against the quarter of them given the most and the least; the total is the sum of the parts known.
WITH misfits AS (
    SELECT f.as_of, f.client_id, c.net_12m
    FROM marts.usp_fit AS f
    LEFT JOIN features.client_as_of AS c ON c.as_of = f.as_of AND c.client_id = f.client_id
    WHERE NOT f.passes
),
circles AS (
    SELECT DISTINCT client_id, circle, comparables FROM features.comparable_pairs
),
levels AS (
    SELECT
        m.as_of,
        m.client_id,
        s.part,
        m.net_12m,
        o.level AS own_level,
        o.unit_cost,
        l.level AS comparable_level,
        l.level_low,
        l.level_high,
        r.circle,
        coalesce(l.comparables, 0) AS comparables,
        CASE
            WHEN m.net_12m IS NULL OR m.net_12m <= 0 THEN 'no_sales'
            WHEN o.level IS NULL THEN 'not_known'
            WHEN l.comparables IS NULL OR l.comparables < p.fit_min_comparables THEN 'too_few'
            ELSE 'measured'
        END AS status
    FROM misfits AS m
    CROSS JOIN policy AS p
    CROSS JOIN (VALUES ('discount'), ('terms'), ('service')) AS s(part)
    LEFT JOIN features.terms_12m AS o ON o.client_id = m.client_id AND o.part = s.part
    LEFT JOIN features.comparable_levels AS l ON l.client_id = m.client_id AND l.part = s.part
    LEFT JOIN circles AS r ON r.client_id = m.client_id
),
parts AS (
    SELECT
        as_of,
        client_id,
        part,
        status,
        net_12m,
        own_level,
        CASE WHEN status = 'measured' THEN comparable_level END AS comparable_level,
        CASE WHEN status = 'measured' THEN
            CAST(round((own_level - comparable_level) * unit_cost * 1e4) / 1e4 AS DECIMAL(18, 4))
        END AS excess_12m,
        CASE WHEN status = 'measured' THEN
            CAST(round((own_level - level_high) * unit_cost * 1e4) / 1e4 AS DECIMAL(18, 4))
        END AS low_excess_12m,
        CASE WHEN status = 'measured' THEN
            CAST(round((own_level - level_low) * unit_cost * 1e4) / 1e4 AS DECIMAL(18, 4))
        END AS high_excess_12m,
        circle,
        comparables
    FROM levels
),
totals AS (
    SELECT
        t.as_of,
        t.client_id,
        'total' AS part,
        CASE
            WHEN count(*) FILTER (WHERE t.status = 'measured') = count(*) THEN 'measured'
            WHEN count(*) FILTER (WHERE t.status = 'measured') > 0 THEN 'partial'
            WHEN count(*) FILTER (WHERE t.status = 'too_few') > 0 THEN 'too_few'
            ELSE min(t.status)
        END AS status,
        t.net_12m,
        CAST(NULL AS DOUBLE) AS own_level,
        CAST(NULL AS DOUBLE) AS comparable_level,
        sum(t.excess_12m) AS excess_12m,
        sum(t.low_excess_12m) AS low_excess_12m,
        sum(t.high_excess_12m) AS high_excess_12m,
        t.circle,
        coalesce(r.comparables, 0) AS comparables
    FROM parts AS t
    LEFT JOIN circles AS r ON r.client_id = t.client_id
    GROUP BY t.as_of, t.client_id, t.net_12m, t.circle, r.comparables
),
together AS (
    SELECT * FROM parts
    UNION ALL
    SELECT * FROM totals
)
SELECT
    as_of,
    client_id,
    part,
    status,
    own_level,
    comparable_level,
    CAST(excess_12m AS DECIMAL(18, 4)) AS excess_12m,
    CAST(low_excess_12m AS DECIMAL(18, 4)) AS low_excess_12m,
    CAST(high_excess_12m AS DECIMAL(18, 4)) AS high_excess_12m,
    round(CAST(excess_12m AS DOUBLE) / nullif(CAST(net_12m AS DOUBLE), 0) * 1e6) / 1e6 AS excess_share,
    circle,
    comparables
FROM together
