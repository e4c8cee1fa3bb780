-- one row per year, kind, size of client and band of white_space_gaps in it: which share of such gaps of earlier years was filled within the 12 months after, and what part of the expected money came
-- Known by then: gaps of years whose 12 months after were over. fill_chance: few cases of a band are drawn to all of its kind
-- and size as if ten more had been seen, these to all of the kind, and these to all gaps; NULL where fewer gaps are known
-- than policy asks for. came_share: of gaps of the kind that filled, what came over what was expected, drawn to all kinds as
-- if by ten more, and these to 1.
WITH known AS (
    SELECT
        n.back,
        g.gap_kind,
        g.size_group,
        g.band,
        CASE WHEN g.filled THEN 1 ELSE 0 END AS filled,
        CASE WHEN g.filled THEN CAST(g.filled_net AS DOUBLE) ELSE 0 END AS came,
        CASE WHEN g.filled THEN CAST(g.expected_12m AS DOUBLE) ELSE 0 END AS expected
    FROM features.past_years AS n
    JOIN features.white_space_gaps AS g ON g.back > n.back AND g.filled IS NOT NULL
),
everyone AS (
    SELECT
        back,
        count(*) AS gaps,
        avg(CAST(filled AS DOUBLE)) AS share,
        coalesce(
            (sum(came) + 10 * sum(expected) / nullif(sum(filled), 0))
            / nullif(sum(expected) + 10 * sum(expected) / nullif(sum(filled), 0), 0),
            1
        ) AS came_share
    FROM known
    GROUP BY back
),
kinds AS (
    SELECT
        k.back,
        k.gap_kind,
        (sum(k.filled) + 10 * e.share) / (count(*) + 10) AS share,
        (sum(k.came) + 10 * e.came_share * sum(k.expected) / nullif(sum(k.filled), 0))
        / nullif(sum(k.expected) + 10 * sum(k.expected) / nullif(sum(k.filled), 0), 0) AS came_share
    FROM known AS k
    JOIN everyone AS e ON e.back = k.back
    GROUP BY k.back, k.gap_kind, e.share, e.came_share
),
sizes AS (
    SELECT k.back, k.gap_kind, k.size_group, (sum(k.filled) + 10 * d.share) / (count(*) + 10) AS share
    FROM known AS k
    JOIN kinds AS d ON d.back = k.back AND d.gap_kind = k.gap_kind
    GROUP BY k.back, k.gap_kind, k.size_group, d.share
),
bands AS (
    SELECT back, gap_kind, size_group, band, sum(filled) AS filled, count(*) AS gaps
    FROM known
    GROUP BY back, gap_kind, size_group, band
),
wanted AS (
    SELECT DISTINCT back, gap_kind, size_group, band FROM features.white_space_gaps
)
SELECT
    w.back,
    w.gap_kind,
    w.size_group,
    w.band,
    CASE WHEN e.gaps >= p.white_space_min_cases THEN round(
        (coalesce(b.filled, 0) + 10 * coalesce(s.share, k.share, e.share)) / (coalesce(b.gaps, 0) + 10) * 1e6
    ) / 1e6 END AS fill_chance,
    CASE WHEN e.gaps >= p.white_space_min_cases THEN round(coalesce(k.came_share, e.came_share) * 1e6) / 1e6 END AS came_share
FROM wanted AS w
CROSS JOIN policy AS p
LEFT JOIN everyone AS e ON e.back = w.back
LEFT JOIN kinds AS k ON k.back = w.back AND k.gap_kind = w.gap_kind
LEFT JOIN sizes AS s ON s.back = w.back AND s.gap_kind = w.gap_kind AND s.size_group = w.size_group
LEFT JOIN bands AS b
    ON b.back = w.back AND b.gap_kind = w.gap_kind AND b.size_group = w.size_group AND b.band = w.band
