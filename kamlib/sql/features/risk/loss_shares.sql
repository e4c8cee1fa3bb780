-- one row per date, pace (purchase days of a year) and fate: what part of their year such clients did not bring again, as could be known at that date
-- own_share: mean of year_losses whose year was over by then, over clients distinct clients (NULL: none). other_share: the
-- same of other companies – Online Retail II, CDNOW, Iowa liquor, each weighing the same (docs/decisions.md says more).
-- loss_share: the company's own, drawn to the others' as if by twenty more clients.
WITH others AS (
    SELECT *
    FROM (VALUES
        ('once', 'silent', 0.79),
        ('rare', 'silent', 0.70),
        ('some', 'silent', 0.70),
        ('often', 'silent', 0.84),
        ('once', 'shrunk', 0.50),
        ('rare', 'shrunk', 0.50),
        ('some', 'shrunk', 0.35),
        ('often', 'shrunk', 0.42),
        ('once', 'stayed', 0.06),
        ('rare', 'stayed', 0.11),
        ('some', 'stayed', 0.12),
        ('often', 'stayed', 0.13)
    ) AS o(pace, fate, other_share)
),
own AS (
    SELECT
        c.cut_off AS known_at,
        y.pace,
        y.fate,
        count(DISTINCT y.client_id) AS clients,
        round(avg(y.loss_share) * 1e9) / 1e9 AS own_share
    FROM cut_offs AS c
    JOIN features.year_losses AS y ON date_diff('day', y.cut_off, c.cut_off) >= 365
    GROUP BY c.cut_off, y.pace, y.fate
)
SELECT
    c.cut_off AS known_at,
    o.pace,
    o.fate,
    coalesce(w.clients, 0) AS clients,
    w.own_share,
    CAST(o.other_share AS DOUBLE) AS other_share,
    (coalesce(w.clients * w.own_share, 0) + 20 * CAST(o.other_share AS DOUBLE)) / (coalesce(w.clients, 0) + 20) AS loss_share
FROM cut_offs AS c
CROSS JOIN others AS o
LEFT JOIN own AS w ON w.known_at = c.cut_off AND w.pace = o.pace AND w.fate = o.fate
