-- one row per client with a purchase in the 365 days before the book's date: how unusual its silence of now is for itself
-- silence_chance: the share of its own gaps of two years that were longer than the silence, drawn to what all clients' gaps
-- would give at that multiple of their usual gap, as if two more gaps had been seen.
WITH clients AS (
    SELECT
        f.client_id,
        f.recency_days,
        f.gap_shrunk,
        round(20 * ln(greatest(f.recency_days, 0.5) / greatest(f.gap_shrunk, 1)) * 1e6) / 1e6 AS place
    FROM features.churn_features AS f
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = f.cut_off
),
gaps AS (
    SELECT
        c.client_id,
        c.recency_days,
        g.gap_days,
        round(20 * ln(g.gap_days / greatest(c.gap_shrunk, 1)) * 1e6) / 1e6 AS place
    FROM features.client_gaps AS g
    JOIN staging.as_of_windows AS w ON w.is_book AND g.day <= w.as_of AND g.day > w.after_24m
    JOIN clients AS c ON c.client_id = g.client_id
),
own AS (
    SELECT client_id, count(*) AS gaps, count(*) FILTER (WHERE gap_days > recency_days) AS longer
    FROM gaps
    GROUP BY client_id
),
-- all clients' gaps in steps of a twentieth on the logarithmic scale
steps AS (
    SELECT floor(place) AS step, count(*) AS gaps FROM gaps GROUP BY floor(place)
),
usual AS (
    SELECT
        c.step,
        CAST(coalesce(sum(s.gaps) FILTER (WHERE s.step > c.step), 0) AS DOUBLE) / sum(s.gaps) AS share_longer
    FROM (SELECT DISTINCT floor(place) AS step FROM clients) AS c
    CROSS JOIN steps AS s
    GROUP BY c.step
)
SELECT
    c.client_id,
    coalesce(o.gaps, 0) AS gaps,
    coalesce(o.longer, 0) AS longer,
    (coalesce(o.longer, 0) + 2 * u.share_longer) / (coalesce(o.gaps, 0) + 2) AS silence_chance
FROM clients AS c
JOIN usual AS u ON u.step = floor(c.place)
LEFT JOIN own AS o ON o.client_id = c.client_id
