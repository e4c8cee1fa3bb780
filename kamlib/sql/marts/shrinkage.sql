-- one row per client with a purchase in the year before the last horizon: bought against expected, and whether that is beyond chance
-- false_share: the share of false alarms if every client at least so unusual were called (Benjamini and Hochberg 1995).
WITH ranked AS (
    SELECT
        client_id,
        z,
        chance,
        chance * count(*) OVER () / row_number() OVER (ORDER BY chance NULLS LAST, client_id NULLS LAST) AS false_share
    FROM features.turnover_deviation
    WHERE chance IS NOT NULL
),
tested AS (
    SELECT
        client_id,
        z,
        chance,
        least(min(false_share) OVER (
            ORDER BY chance DESC NULLS LAST, client_id DESC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ), 1) AS false_share
    FROM ranked
)
SELECT
    j.as_of,
    j.after_day,
    j.horizon_days,
    j.client_id,
    j.status,
    CASE
        WHEN t.client_id IS NULL THEN NULL
        WHEN t.false_share > p.churn_false_discovery_rate THEN 'as_expected'
        WHEN j.actual <= 0 THEN 'stopped'
        WHEN CAST(j.actual AS DOUBLE) <= p.churn_shrink_to_share * j.expected THEN 'halved'
        ELSE 'below'
    END AS level,
    j.actual,
    round(j.expected, 2) AS expected,
    round(CAST(j.actual AS DOUBLE) / nullif(j.expected, 0), 6) AS met_share,
    round(j.expected - CAST(j.actual AS DOUBLE), 2) AS missing,
    round((j.expected - CAST(j.actual AS DOUBLE)) * CASE WHEN k.contribution_level <> 'revenue' AND k.margin_share IS NOT NULL THEN greatest(k.margin_share, 0) END, 2) AS missing_cm,
    j.orders_year,
    t.z,
    round(t.chance, 6) AS chance,
    round(t.false_share, 6) AS false_share
FROM features.turnover_deviation AS j
CROSS JOIN policy AS p
LEFT JOIN tested AS t ON t.client_id = j.client_id
LEFT JOIN marts.contribution AS k ON k.client_id = j.client_id
