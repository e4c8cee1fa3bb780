-- one row per client and thing that needs a look: what it is (finding), the numbers that say so, and the money it is about
-- money is the 12-month revenue at stake (of the year before, where the client or class is gone).
WITH cards AS (
    SELECT * FROM marts.client_card WHERE last_purchase IS NOT NULL
),
silent AS (
    SELECT
        c.client_id, 'silent' AS finding, CAST(NULL AS VARCHAR) AS detail, c.last_purchase AS since,
        CAST(c.recency_days AS DOUBLE) AS value, c.median_gap_days AS value_before, c.net_12m AS money
    FROM cards AS c
    JOIN features.client_rhythm AS r ON r.as_of = c.as_of AND r.client_id = c.client_id
    CROSS JOIN policy AS p
    WHERE c.relationship <> 'lost'
        AND c.recency_days >= p.findings_silence_min_days
        AND c.recency_days > p.findings_silence_x_gap * r.median_gap_days
        AND c.recency_days > r.longest_gap_days
),
lost AS (
    SELECT c.client_id, 'lost', CAST(NULL AS VARCHAR), c.last_purchase, CAST(c.recency_days AS DOUBLE), CAST(c.median_gap_days AS DOUBLE), q.net_12m_before
    FROM cards AS c
    JOIN marts.client_moves AS q ON q.client_id = c.client_id AND q.axis = 'T5' AND q.period = 'quarter'
    WHERE c.relationship = 'lost' AND q.class_before NOT IN ('lost', 'not_yet')
),
shrinking AS (
    SELECT c.client_id, 'shrinking', s.level, CAST(s.after_day + INTERVAL 1 DAY AS DATE), CAST(s.actual AS DOUBLE), s.expected, c.net_12m
    FROM cards AS c
    JOIN marts.shrinkage AS s ON s.client_id = c.client_id AND s.level IN ('stopped', 'halved', 'below')
    WHERE c.relationship <> 'lost'
),
dropped_class AS (
    SELECT n.client_id, 'dropped_class', n.product_class, n.last_purchase, CAST(n.idle_days AS DOUBLE), k.mean_gap_days, n.net_year
    FROM marts.narrowing AS n
    JOIN cards AS c ON c.client_id = n.client_id AND c.relationship NOT IN ('lost', 'one_off')
    JOIN marts.client_classes AS k ON k.client_id = n.client_id AND k.product_class = n.product_class
    CROSS JOIN policy AS p
    WHERE n.status IN ('left', 'leaving') AND n.client_share >= p.findings_class_min_share
),
discount AS (
    SELECT c.client_id, 'discount_without_growth', CAST(NULL AS VARCHAR), CAST(NULL AS DATE),
        c.discount_share,
        round((1 - CAST(f.net_with_list_12m_before AS DOUBLE) / CAST(f.list_12m_before AS DOUBLE)) * 1e6) / 1e6,
        c.net_12m
    FROM cards AS c
    JOIN features.client_as_of AS f ON f.as_of = c.as_of AND f.client_id = c.client_id AND f.list_12m_before > 0
    CROSS JOIN policy AS p
    WHERE c.discount_share - (1 - CAST(f.net_with_list_12m_before AS DOUBLE) / CAST(f.list_12m_before AS DOUBLE)) >= p.findings_discount_rise
        AND c.growth_12m <= 0
),
unprofitable AS (
    SELECT c.client_id, 'unprofitable', c.contribution_level, CAST(NULL AS DATE), CAST(c.contribution_12m AS DOUBLE), CAST(NULL AS DOUBLE), c.net_12m
    FROM cards AS c
    WHERE c.contribution_12m < 0 AND c.contribution_level <> 'revenue'
),
concentrated AS (
    SELECT c.client_id, 'concentration', CAST(NULL AS VARCHAR), CAST(NULL AS DATE), c.revenue_share, CAST(NULL AS DOUBLE), c.net_12m
    FROM cards AS c
    CROSS JOIN policy AS p
    WHERE round(c.revenue_share * 1e6) / 1e6 > p.turnover_vip_warning_share
),
moved_down AS (
    SELECT c.client_id, 'moved_down', q.class_before || '→' || q.class_now, CAST(NULL AS DATE), CAST(q.net_12m_now AS DOUBLE), CAST(q.net_12m_before AS DOUBLE), q.net_12m_before
    FROM cards AS c
    JOIN marts.client_moves AS q ON q.client_id = c.client_id AND q.axis = 'abc' AND q.period = 'quarter'
    WHERE q.class_before = 'A' AND q.class_now IN ('B', 'C')
),
moving AS (
    SELECT client_id, direction, CAST(NULL AS VARCHAR), CAST(NULL AS DATE), CAST(pace_now AS DOUBLE), CAST(pace_year_ago AS DOUBLE), net_12m
    FROM marts.emerging_fading
),
everything AS (
    SELECT * FROM silent
    UNION ALL SELECT * FROM lost
    UNION ALL SELECT * FROM shrinking
    UNION ALL SELECT * FROM dropped_class
    UNION ALL SELECT * FROM discount
    UNION ALL SELECT * FROM unprofitable
    UNION ALL SELECT * FROM concentrated
    UNION ALL SELECT * FROM moved_down
    UNION ALL SELECT * FROM moving
)
SELECT w.as_of, e.client_id, e.finding, e.detail, e.since, e.value, e.value_before, e.money
FROM everything AS e
JOIN staging.as_of_windows AS w ON w.is_book
