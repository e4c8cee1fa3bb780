-- one row per date and client with a purchase in the 365 days before it: how unusual its silence of then is for itself
-- The dates are the book's own, and those of the 12 months before whose horizon is over, which forecasts are tested on.
-- silence_chance: the share of its own gaps of two years that were longer than the silence, drawn to what all clients' gaps
-- would give at that multiple of their usual gap, as if two more gaps had been seen.
WITH dates AS (
    SELECT w.as_of AS cut_off, w.after_24m
    FROM staging.as_of_windows AS w
    WHERE w.is_book
    UNION ALL
    SELECT c.cut_off, CAST(c.cut_off - INTERVAL 24 MONTH AS DATE) AS after_24m
    FROM cut_offs AS c
    CROSS JOIN policy AS p
    JOIN staging.as_of_windows AS w ON w.is_book
    WHERE c.months_back <= 12 AND date_diff('day', c.cut_off, w.as_of) >= p.churn_horizon_days
),
clients AS (
    SELECT
        f.cut_off,
        f.client_id,
        f.recency_days,
        f.gap_shrunk,
        d.after_24m,
        round(20 * ln(greatest(f.recency_days, 0.5) / greatest(f.gap_shrunk, 1)) * 1e6) / 1e6 AS place
    FROM features.churn_features AS f
    JOIN dates AS d ON d.cut_off = f.cut_off
),
gaps AS (
    SELECT
        c.cut_off,
        c.client_id,
        c.recency_days,
        g.gap_days,
        round(20 * ln(g.gap_days / greatest(c.gap_shrunk, 1)) * 1e6) / 1e6 AS place
    FROM clients AS c
    JOIN features.client_gaps AS g ON g.client_id = c.client_id AND g.day <= c.cut_off AND g.day > c.after_24m
),
own AS (
    SELECT cut_off, client_id, count(*) AS gaps, count(*) FILTER (WHERE gap_days > recency_days) AS longer
    FROM gaps
    GROUP BY cut_off, client_id
),
-- all clients' gaps in steps of a twentieth on the logarithmic scale
steps AS (
    SELECT cut_off, floor(place) AS step, count(*) AS gaps FROM gaps GROUP BY cut_off, floor(place)
),
usual AS (
    SELECT
        c.cut_off,
        c.step,
        CAST(coalesce(sum(s.gaps) FILTER (WHERE s.step > c.step), 0) AS DOUBLE) / sum(s.gaps) AS share_longer
    FROM (SELECT DISTINCT cut_off, floor(place) AS step FROM clients) AS c
    JOIN steps AS s ON s.cut_off = c.cut_off
    GROUP BY c.cut_off, c.step
)
SELECT
    c.cut_off,
    c.client_id,
    coalesce(o.gaps, 0) AS gaps,
    coalesce(o.longer, 0) AS longer,
    (coalesce(o.longer, 0) + 2 * u.share_longer) / (coalesce(o.gaps, 0) + 2) AS silence_chance
FROM clients AS c
JOIN usual AS u ON u.cut_off = c.cut_off AND u.step = floor(c.place)
LEFT JOIN own AS o ON o.cut_off = c.cut_off AND o.client_id = c.client_id
