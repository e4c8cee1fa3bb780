-- one row per covered year of past_years and client that bought in it, neither now and then only nor gone by its end: its revenue, and whom it is like
-- Now and then: no more purchase days than an occasional client has (T3); gone: lost by its own rhythm (T5). size_group: equal
-- parts of these clients by revenue, smallest first (policy; equal revenue, the same part). alike: of the same type, or
-- industry where no type is told; NULL: neither. Type and industry are those of now.
WITH bought AS (
    SELECT
        y.back,
        y.ends_on,
        s.client_id,
        sum(s.net) AS net,
        date_diff('day', max(s.last_purchase), y.ends_on) AS idle_days
    FROM features.client_step AS s
    JOIN features.past_years AS y ON y.is_covered AND s.step <= y.ends_on AND s.step > y.starts_after
    CROSS JOIN policy AS p
    GROUP BY y.back, y.ends_on, s.client_id, p.turnover_occasional_max_days
    HAVING sum(s.net) > 0 AND sum(s.purchase_days) > p.turnover_occasional_max_days
),
rhythms AS (
    SELECT y.back, g.client_id, median(CAST(g.gap_days AS DOUBLE)) AS median_gap_days, max(g.gap_days) AS longest_gap_days
    FROM features.client_gaps AS g
    JOIN features.past_years AS y ON g.day <= y.ends_on AND g.day > y.rhythm_after
    GROUP BY y.back, g.client_id
),
kept AS (
    SELECT
        b.back,
        b.client_id,
        b.net,
        CASE
            WHEN m.type IS NOT NULL THEN concat('type ', m.type)
            WHEN m.industry IS NOT NULL THEN concat('industry ', m.industry)
        END AS alike,
        rank() OVER (PARTITION BY b.back ORDER BY b.net NULLS LAST) AS place,
        count(*) OVER (PARTITION BY b.back) AS clients
    FROM bought AS b
    JOIN staging.clients AS m ON m.client_id = b.client_id
    CROSS JOIN policy AS p
    LEFT JOIN rhythms AS r ON r.back = b.back AND r.client_id = b.client_id
    WHERE NOT coalesce(
        b.idle_days > p.relationship_lost_min_idle_days
        AND b.idle_days > p.relationship_lost_x_median_gap * r.median_gap_days
        AND b.idle_days > p.relationship_lost_x_longest_gap * r.longest_gap_days,
        false
    )
)
SELECT
    k.back,
    k.client_id,
    k.net,
    k.alike,
    CAST(floor((k.place - 1) * p.white_space_size_groups / k.clients) AS INTEGER) AS size_group
FROM kept AS k
CROSS JOIN policy AS p
