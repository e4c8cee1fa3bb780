-- one row per client among the largest (policy; by revenue of 12 months, now or a year ago, whichever is more): its last quarter against the same one last year, whether beyond chance or not
-- missing: of that quarter a year ago, what did not come (0: it bought as much; NULL: a year ago is not covered). since,
-- months_below: first month, and number, of the unbroken run of complete months up to now in each of which it bought less
-- than in the same month last year; NULL: none.
WITH ranked AS (
    SELECT
        as_of,
        client_id,
        net_3m,
        net_3m_year_ago,
        row_number() OVER (
            ORDER BY greatest(coalesce(net_12m, 0), coalesce(net_12m_before, 0)) DESC NULLS LAST, client_id NULLS LAST
        ) AS size_place
    FROM marts.client_card
    WHERE greatest(coalesce(net_12m, 0), coalesce(net_12m_before, 0)) > 0
),
watched AS (
    SELECT r.* FROM ranked AS r CROSS JOIN policy AS p WHERE r.size_place <= p.churn_watched_clients
),
by_month AS (
    SELECT
        w.client_id,
        m.month,
        y.is_covered AND coalesce(n.net, 0) < coalesce(b.net, 0) AS is_below
    FROM watched AS w
    JOIN features.month_coverage AS m ON m.is_covered AND m.month <= w.as_of
    JOIN features.month_coverage AS y ON y.month = CAST(m.month - INTERVAL 12 MONTH AS DATE)
    LEFT JOIN features.client_month AS n ON n.client_id = w.client_id AND n.month = m.month
    LEFT JOIN features.client_month AS b ON b.client_id = w.client_id AND b.month = y.month
),
well AS (
    SELECT client_id, max(CASE WHEN NOT is_below THEN month END) AS last_well FROM by_month GROUP BY client_id
),
runs AS (
    SELECT b.client_id, min(b.month) AS since, count(*) AS months_below
    FROM by_month AS b
    JOIN well AS w ON w.client_id = b.client_id AND (w.last_well IS NULL OR b.month > w.last_well)
    GROUP BY b.client_id
)
SELECT
    w.as_of,
    w.client_id,
    w.size_place,
    w.net_3m,
    w.net_3m_year_ago,
    greatest(w.net_3m_year_ago - w.net_3m, 0) AS missing,
    round(
        CAST(greatest(w.net_3m_year_ago - w.net_3m, 0) AS DOUBLE)
        * CASE WHEN k.contribution_level <> 'revenue' AND k.margin_share IS NOT NULL THEN greatest(k.margin_share, 0) END * 1e2
    ) / 1e2 AS missing_contribution,
    r.since,
    r.months_below,
    s.level
FROM watched AS w
LEFT JOIN runs AS r ON r.client_id = w.client_id
LEFT JOIN marts.contribution AS k ON k.client_id = w.client_id
LEFT JOIN marts.shrinkage AS s ON s.client_id = w.client_id
