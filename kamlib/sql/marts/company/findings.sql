-- one row per client and thing that needs a look: what it is (finding), the numbers that say so, and the money it is about
-- detail: the product class dropped, the level of shrinkage, the costs counted. class_before, class_now: of moved_down, on
-- the axis abc. since: from when. value, value_before: the number now and what it is held against, in the finding's own
-- unit. money is the 12-month revenue at stake (of the year before, where the client or class is gone).
WITH cards AS (
    SELECT * FROM marts.client_card WHERE last_purchase IS NOT NULL
),
silent AS (
    SELECT
        c.client_id,
        'silent' AS finding,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS class_before,
        CAST(NULL AS VARCHAR) AS class_now,
        c.last_purchase AS since,
        CAST(c.recency_days AS DOUBLE) AS value,
        c.median_gap_days AS value_before,
        c.net_12m AS money
    FROM cards AS c
    JOIN features.client_rhythm AS r ON r.as_of = c.as_of AND r.client_id = c.client_id
    CROSS JOIN policy AS p
    WHERE c.relationship <> 'lost'
        AND c.recency_days >= p.findings_silence_min_days
        AND c.recency_days > p.findings_silence_x_gap * r.median_gap_days
        AND c.recency_days > r.longest_gap_days
),
lost AS (
    SELECT
        c.client_id,
        'lost' AS finding,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS class_before,
        CAST(NULL AS VARCHAR) AS class_now,
        c.last_purchase AS since,
        CAST(c.recency_days AS DOUBLE) AS value,
        CAST(c.median_gap_days AS DOUBLE) AS value_before,
        q.net_12m AS money
    FROM cards AS c
    JOIN staging.as_of_windows AS w ON w.months_back = 3
    JOIN features.client_as_of AS q ON q.as_of = w.as_of AND q.client_id = c.client_id
    WHERE c.relationship = 'lost' AND c.relationship_since > w.as_of
),
shrinking AS (
    SELECT
        c.client_id,
        'shrinking' AS finding,
        s.level AS detail,
        CAST(NULL AS VARCHAR) AS class_before,
        CAST(NULL AS VARCHAR) AS class_now,
        CAST(s.after_day + INTERVAL 1 DAY AS DATE) AS since,
        CAST(s.actual AS DOUBLE) AS value,
        s.expected AS value_before,
        c.net_12m AS money
    FROM cards AS c
    JOIN marts.shrinkage AS s ON s.client_id = c.client_id AND s.level IN ('stopped', 'halved', 'below')
    WHERE c.relationship <> 'lost'
),
dropped_class AS (
    SELECT
        n.client_id,
        'dropped_class' AS finding,
        n.product_class AS detail,
        CAST(NULL AS VARCHAR) AS class_before,
        CAST(NULL AS VARCHAR) AS class_now,
        n.last_purchase AS since,
        CAST(n.idle_days AS DOUBLE) AS value,
        k.mean_gap_days AS value_before,
        n.net_year AS money
    FROM marts.narrowing AS n
    JOIN cards AS c ON c.client_id = n.client_id AND c.relationship NOT IN ('lost', 'one_off')
    JOIN marts.client_classes AS k ON k.client_id = n.client_id AND k.product_class = n.product_class
    CROSS JOIN policy AS p
    WHERE n.status IN ('left', 'leaving') AND n.client_share >= p.findings_class_min_share
),
discounts AS (
    SELECT
        c.client_id,
        c.discount_share,
        1 - CAST(f.net_with_list_12m_before AS DOUBLE) / CAST(f.list_12m_before AS DOUBLE) AS discount_share_before,
        c.growth_12m,
        c.net_12m
    FROM cards AS c
    JOIN features.client_as_of AS f ON f.as_of = c.as_of AND f.client_id = c.client_id AND f.list_12m_before > 0
),
discount_without_growth AS (
    SELECT
        d.client_id,
        'discount_without_growth' AS finding,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS class_before,
        CAST(NULL AS VARCHAR) AS class_now,
        CAST(NULL AS DATE) AS since,
        d.discount_share AS value,
        round(d.discount_share_before * 1e6) / 1e6 AS value_before,
        d.net_12m AS money
    FROM discounts AS d
    CROSS JOIN policy AS p
    WHERE d.discount_share - d.discount_share_before >= p.findings_discount_rise AND d.growth_12m <= 0
),
unprofitable AS (
    SELECT
        c.client_id,
        'unprofitable' AS finding,
        c.contribution_level AS detail,
        CAST(NULL AS VARCHAR) AS class_before,
        CAST(NULL AS VARCHAR) AS class_now,
        CAST(NULL AS DATE) AS since,
        CAST(c.contribution_12m AS DOUBLE) AS value,
        CAST(NULL AS DOUBLE) AS value_before,
        c.net_12m AS money
    FROM cards AS c
    WHERE c.contribution_12m < 0 AND c.contribution_level <> 'revenue'
),
concentration AS (
    SELECT
        c.client_id,
        'concentration' AS finding,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS class_before,
        CAST(NULL AS VARCHAR) AS class_now,
        CAST(NULL AS DATE) AS since,
        c.revenue_share AS value,
        CAST(NULL AS DOUBLE) AS value_before,
        c.net_12m AS money
    FROM cards AS c
    CROSS JOIN policy AS p
    WHERE round(c.revenue_share * 1e6) / 1e6 > p.turnover_vip_warning_share
),
moved_down AS (
    SELECT
        c.client_id,
        'moved_down' AS finding,
        CAST(NULL AS VARCHAR) AS detail,
        q.class_before,
        q.class_now,
        CAST(NULL AS DATE) AS since,
        CAST(q.net_12m_now AS DOUBLE) AS value,
        CAST(q.net_12m_before AS DOUBLE) AS value_before,
        q.net_12m_before AS money
    FROM cards AS c
    JOIN marts.client_moves AS q ON q.client_id = c.client_id AND q.axis = 'abc' AND q.period = 'quarter'
    WHERE q.class_before = 'A' AND q.class_now IN ('B', 'C')
),
emerging_fading AS (
    SELECT
        m.client_id,
        m.direction AS finding,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS class_before,
        CAST(NULL AS VARCHAR) AS class_now,
        CAST(NULL AS DATE) AS since,
        CAST(m.pace_now AS DOUBLE) AS value,
        CAST(m.pace_year_ago AS DOUBLE) AS value_before,
        m.net_12m AS money
    FROM marts.emerging_fading AS m
),
everything AS (
    SELECT client_id, finding, detail, class_before, class_now, since, value, value_before, money FROM silent
    UNION ALL
    SELECT client_id, finding, detail, class_before, class_now, since, value, value_before, money FROM lost
    UNION ALL
    SELECT client_id, finding, detail, class_before, class_now, since, value, value_before, money FROM shrinking
    UNION ALL
    SELECT client_id, finding, detail, class_before, class_now, since, value, value_before, money FROM dropped_class
    UNION ALL
    SELECT client_id, finding, detail, class_before, class_now, since, value, value_before, money FROM discount_without_growth
    UNION ALL
    SELECT client_id, finding, detail, class_before, class_now, since, value, value_before, money FROM unprofitable
    UNION ALL
    SELECT client_id, finding, detail, class_before, class_now, since, value, value_before, money FROM concentration
    UNION ALL
    SELECT client_id, finding, detail, class_before, class_now, since, value, value_before, money FROM moved_down
    UNION ALL
    SELECT client_id, finding, detail, class_before, class_now, since, value, value_before, money FROM emerging_fading
)
SELECT
    w.as_of,
    e.client_id,
    e.finding,
    e.detail,
    e.class_before,
    e.class_now,
    e.since,
    e.value,
    e.value_before,
    e.money
FROM everything AS e
JOIN staging.as_of_windows AS w ON w.is_book
