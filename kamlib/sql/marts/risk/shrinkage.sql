-- one row per client with a purchase in the year before the last horizon: bought against expected, and whether that is beyond chance
-- Looked at over the last horizon and over twice as long, which shows a lasting shrinkage more surely: the longer window
-- stands (horizon_days) where only it shows the policy's shrinkage, or neither does and it is the less likely by chance.
-- chance: of the less likely of the two, doubled for having looked twice. false_share: the share of false alarms if every
-- client at least so unusual were called (Benjamini and Hochberg 1995).
WITH windows AS (
    SELECT
        d.*,
        d.horizon_days = p.churn_horizon_days AS is_short,
        CAST(d.actual AS DOUBLE) <= p.churn_shrink_to_share * d.expected AS is_shrunk
    FROM features.turnover_deviation AS d
    CROSS JOIN policy AS p
),
pairs AS (
    SELECT
        s.client_id,
        CASE WHEN l.chance IS NULL THEN s.chance ELSE least(least(s.chance, l.chance) + least(s.chance, l.chance), 1) END AS chance,
        l.chance IS NOT NULL
            AND (CASE WHEN s.is_shrunk = l.is_shrunk AND NOT s.is_shrunk THEN l.chance < s.chance ELSE l.is_shrunk AND NOT s.is_shrunk END) AS is_long
    FROM windows AS s
    LEFT JOIN windows AS l ON l.client_id = s.client_id AND NOT l.is_short AND l.status = 'assessed'
    WHERE s.is_short AND s.status = 'assessed'
),
ranked AS (
    SELECT
        *,
        chance * count(*) OVER () / row_number() OVER (ORDER BY chance NULLS LAST, client_id NULLS LAST) AS false_share_at
    FROM pairs
),
tested AS (
    SELECT
        client_id,
        is_long,
        chance,
        least(min(false_share_at) OVER (
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
        WHEN j.orders_now = 0 THEN 'stopped'
        WHEN j.is_shrunk THEN 'halved'
        ELSE 'below'
    END AS level,
    CASE
        WHEN t.client_id IS NULL OR t.false_share > p.churn_false_discovery_rate THEN NULL
        WHEN j.z >= j.z_silence THEN 'silence'
        WHEN j.z >= j.z_orders THEN 'orders'
        WHEN j.z >= j.z_size THEN 'size'
        ELSE 'both'
    END AS decline,
    j.actual,
    round(j.expected * 1e2) / 1e2 AS expected,
    round(CAST(j.actual AS DOUBLE) / nullif(j.expected, 0) * 1e6) / 1e6 AS met_share,
    round((j.expected - CAST(j.actual AS DOUBLE)) * 1e2) / 1e2 AS missing,
    round(
        (j.expected - CAST(j.actual AS DOUBLE)) * CASE WHEN k.contribution_level <> 'revenue' AND k.margin_share IS NOT NULL THEN greatest(k.margin_share, 0) END * 1e2
    ) / 1e2 AS missing_contribution,
    j.orders_year,
    j.z,
    round(t.chance * 1e6) / 1e6 AS chance,
    round(t.false_share * 1e6) / 1e6 AS false_share
FROM windows AS j
CROSS JOIN policy AS p
LEFT JOIN tested AS t ON t.client_id = j.client_id
LEFT JOIN marts.contribution AS k ON k.client_id = j.client_id
WHERE j.is_short = NOT coalesce(t.is_long, false)
