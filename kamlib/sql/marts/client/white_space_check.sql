-- one row per past review date a year apart and kind of gap: gaps named by the same rule from what was known then, and how many filled in the 12 months after, beside those not named
-- likely_filled, likely_net: the sum of their chances and of their likely money as known then (NULL: too short a past).
-- filled_expected: what was expected of those that filled. others: all classes not bought and not named, of the same clients. rival: as many gaps as were named, of the
-- classes that most clients of the company buy; of the class that is needed in part, the same part of what came.
-- is_better: a larger share filled than of the others and of the rival.
WITH named AS (
    SELECT
        g.back,
        g.gap_kind,
        count(*) AS gaps,
        count(*) FILTER (WHERE g.filled) AS filled,
        CASE WHEN count(*) = count(o.fill_chance) THEN round(sum(o.fill_chance) * 1e2) / 1e2 END AS likely_filled,
        CASE WHEN count(*) = count(o.fill_chance)
            THEN sum(CAST(g.expected_12m AS DOUBLE) * o.fill_chance * o.came_share) END AS likely_net,
        sum(g.filled_net) AS filled_net,
        coalesce(sum(g.expected_12m) FILTER (WHERE g.filled), 0) AS filled_expected,
        count(*) FILTER (WHERE g.filled AND g.filled_net >= g.low_12m AND g.filled_net <= g.high_12m) AS in_range
    FROM features.white_space_gaps AS g
    JOIN features.white_space_odds AS o
        ON o.back = g.back AND o.gap_kind = g.gap_kind AND o.size_group = g.size_group AND o.band = g.band
    WHERE g.filled IS NOT NULL
    GROUP BY g.back, g.gap_kind
),
popular AS (
    SELECT
        a.back,
        a.gap_kind,
        a.gaps,
        a.filled,
        a.filled_net,
        sum(a.gaps) OVER (
            PARTITION BY a.back, a.gap_kind ORDER BY a.buyers DESC NULLS LAST, a.product_class NULLS LAST
            ROWS UNBOUNDED PRECEDING
        ) AS gaps_so_far
    FROM features.class_gaps_all AS a
),
parts AS (
    SELECT
        r.back,
        r.gap_kind,
        r.gaps,
        r.filled,
        r.filled_net,
        CAST(greatest(least(r.gaps, n.gaps - (r.gaps_so_far - r.gaps)), 0) AS DOUBLE) / r.gaps AS part
    FROM popular AS r
    JOIN named AS n ON n.back = r.back AND n.gap_kind = r.gap_kind
),
every_gap AS (
    SELECT
        back,
        gap_kind,
        sum(gaps) AS gaps,
        sum(filled) AS filled,
        sum(filled * part) / sum(gaps * part) AS rival_filled_share,
        sum(CAST(filled_net AS DOUBLE) * part) AS rival_net
    FROM parts
    GROUP BY back, gap_kind
)
SELECT
    b.as_of,
    y.ends_on AS said_on,
    n.gap_kind,
    n.gaps,
    n.filled,
    round(CAST(n.filled AS DOUBLE) / n.gaps * 1e6) / 1e6 AS filled_share,
    n.likely_filled,
    CAST(e.gaps - n.gaps AS BIGINT) AS others,
    round(CAST(e.filled - n.filled AS DOUBLE) / nullif(e.gaps - n.gaps, 0) * 1e6) / 1e6 AS others_filled_share,
    round(e.rival_filled_share * 1e6) / 1e6 AS rival_filled_share,
    n.filled_net,
    CAST(round(n.likely_net * 1e4) / 1e4 AS DECIMAL(18, 4)) AS likely_net,
    n.filled_expected,
    n.in_range,
    CAST(round(e.rival_net * 1e4) / 1e4 AS DECIMAL(18, 4)) AS rival_net,
    round(CAST(n.filled AS DOUBLE) / n.gaps * 1e6) / 1e6
        > greatest(round(e.rival_filled_share * 1e6) / 1e6, coalesce(CAST(e.filled - n.filled AS DOUBLE) / nullif(e.gaps - n.gaps, 0), 0))
        AS is_better
FROM named AS n
JOIN every_gap AS e ON e.back = n.back AND e.gap_kind = n.gap_kind
JOIN features.past_years AS y ON y.back = n.back
JOIN staging.as_of_windows AS b ON b.is_book
