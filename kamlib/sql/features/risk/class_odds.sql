-- one row per date of class_silence, client and product class: which share of such cases fell or stayed away in the half-year after, at dates whose half-year was over by then
-- Such cases: of the same absent_band and habit_band, drawn to all of the same absent_band as if ten more had been seen, and
-- these to all; beyond chance: all that were, as if two more had been seen, of which what the test promises fell and half
-- stayed away. is_called: so many fell that policy says it, or it is beyond chance. NULL: no date is old enough.
WITH known AS (
    SELECT n.back, p.is_beyond, p.absent_band, p.habit_band,
        CASE WHEN p.fell THEN 1 ELSE 0 END AS fell,
        CASE WHEN p.stayed_away THEN 1 ELSE 0 END AS away
    FROM (SELECT DISTINCT back FROM features.class_cases) AS n
    JOIN features.class_cases AS p ON p.back >= n.back + 2 AND p.fell IS NOT NULL
),
beyond AS (
    SELECT back, count(*) AS cases, sum(fell) AS fell, sum(away) AS away FROM known WHERE is_beyond GROUP BY back
),
everyone AS (
    SELECT back, avg(fell) AS fell_share, avg(away) AS away_share FROM known WHERE NOT is_beyond GROUP BY back
),
bands AS (
    SELECT
        k.back,
        k.absent_band,
        (sum(k.fell) + 10 * e.fell_share) / (count(*) + 10) AS fell_share,
        (sum(k.away) + 10 * e.away_share) / (count(*) + 10) AS away_share
    FROM known AS k
    JOIN everyone AS e ON e.back = k.back
    WHERE NOT k.is_beyond
    GROUP BY k.back, k.absent_band, e.fell_share, e.away_share
),
cells AS (
    SELECT
        k.back,
        k.absent_band,
        k.habit_band,
        (sum(k.fell) + 10 * b.fell_share) / (count(*) + 10) AS fell_share,
        (sum(k.away) + 10 * b.away_share) / (count(*) + 10) AS away_share
    FROM known AS k
    JOIN bands AS b ON b.back = k.back AND b.absent_band = k.absent_band
    WHERE NOT k.is_beyond
    GROUP BY k.back, k.absent_band, k.habit_band, b.fell_share, b.away_share
),
shares AS (
    SELECT
        s.*,
        CASE WHEN s.is_beyond
            THEN (coalesce(y.fell, 0) + 2 * (1 - p.churn_false_discovery_rate)) / (coalesce(y.cases, 0) + 2)
            ELSE coalesce(c.fell_share, b.fell_share, e.fell_share) END AS fell_share,
        CASE WHEN s.is_beyond THEN (coalesce(y.away, 0) + 1) / (coalesce(y.cases, 0) + 2)
            ELSE coalesce(c.away_share, b.away_share, e.away_share) END AS away_share
    FROM features.class_cases AS s
    CROSS JOIN policy AS p
    LEFT JOIN beyond AS y ON y.back = s.back
    LEFT JOIN everyone AS e ON e.back = s.back
    LEFT JOIN bands AS b ON b.back = s.back AND b.absent_band = s.absent_band
    LEFT JOIN cells AS c ON c.back = s.back AND c.absent_band = s.absent_band AND c.habit_band = s.habit_band
)
SELECT
    s.back,
    s.as_of,
    s.client_id,
    s.product_class,
    s.is_beyond,
    s.fell,
    s.stayed_away,
    round(s.fell_share * 1e6) / 1e6 AS fell_share,
    round(s.away_share * 1e6) / 1e6 AS away_share,
    s.is_beyond OR coalesce(round(s.fell_share * 1e6) / 1e6 >= p.churn_narrowing_share, false) AS is_called,
    CASE
        WHEN NOT (s.is_beyond OR coalesce(round(s.fell_share * 1e6) / 1e6 >= p.churn_narrowing_share, false)) THEN 'pause'
        WHEN date_diff('day', q.last_day, s.as_of) >= p.churn_narrowing_days
            AND round(s.away_share * 1e6) / 1e6 >= p.churn_narrowing_share THEN 'left'
        ELSE 'leaving'
    END AS status
FROM shares AS s
JOIN features.class_silence AS q ON q.back = s.back AND q.client_id = s.client_id AND q.product_class = s.product_class
CROSS JOIN policy AS p
