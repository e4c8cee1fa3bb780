-- one row per client and reason the queue knows: the number it goes by, from where on it is a reason, and whether it is one
-- is_in_queue NULL: the number is not known. number_value, number_limit in the reason's own unit: probability, share missing,
-- product classes, money.
WITH clients AS (
    SELECT
        c.as_of,
        c.client_id,
        r.p_churn,
        p.churn_raised_from AS raised_from,
        p.churn_reason_min_change AS min_change,
        CASE WHEN s.expected > 0 THEN CAST(s.missing AS DOUBLE) / s.expected END AS shrunk_share,
        CASE WHEN k.net_3m_year_ago > 0 THEN CAST(k.missing AS DOUBLE) / CAST(k.net_3m_year_ago AS DOUBLE) END AS below_share,
        k.client_id IS NOT NULL AS is_watched,
        m.excess_12m,
        f.passes,
        CASE WHEN b.contribution_level <> 'revenue' THEN b.contribution_12m END AS contribution_12m
    FROM marts.client_card AS c
    CROSS JOIN policy AS p
    LEFT JOIN marts.churn_risk AS r ON r.client_id = c.client_id
    LEFT JOIN marts.shrinkage AS s ON s.client_id = c.client_id
    LEFT JOIN marts.key_watch AS k ON k.client_id = c.client_id
    LEFT JOIN marts.misfit_cost AS m ON m.client_id = c.client_id AND m.part = 'total'
    LEFT JOIN marts.usp_fit AS f ON f.client_id = c.client_id
    LEFT JOIN marts.contribution AS b ON b.client_id = c.client_id
),
classes AS (
    SELECT b.client_id, count(DISTINCT n.product_class) AS dropped
    FROM marts.client_classes AS b
    LEFT JOIN marts.narrowing AS n ON n.client_id = b.client_id AND n.status IN ('left', 'leaving')
    WHERE b.product_class <> ''
    GROUP BY b.client_id
),
queued AS (
    SELECT DISTINCT client_id, item FROM marts.queue_items
),
checks AS (
    SELECT as_of, client_id, 'leaving' AS item, p_churn AS number_value, raised_from AS number_limit, p_churn IS NOT NULL AS is_known FROM clients
    UNION ALL
    SELECT as_of, client_id, 'gone', p_churn, CAST(NULL AS DOUBLE), p_churn IS NOT NULL FROM clients
    UNION ALL
    SELECT as_of, client_id, 'shrunk', shrunk_share, CAST(NULL AS DOUBLE), shrunk_share IS NOT NULL FROM clients
    UNION ALL
    SELECT as_of, client_id, 'below_last_year', below_share, min_change, is_watched AND below_share IS NOT NULL FROM clients
    UNION ALL
    SELECT c.as_of, c.client_id, 'dropped_class', CAST(n.dropped AS DOUBLE), 1, n.client_id IS NOT NULL FROM clients AS c LEFT JOIN classes AS n ON n.client_id = c.client_id
    UNION ALL
    SELECT as_of, client_id, 'misfit', CAST(excess_12m AS DOUBLE), 0, excess_12m IS NOT NULL OR passes FROM clients
    UNION ALL
    SELECT as_of, client_id, 'unprofitable', CAST(contribution_12m AS DOUBLE), 0, contribution_12m IS NOT NULL FROM clients
)
SELECT
    k.as_of,
    k.client_id,
    k.item,
    round(k.number_value * 1e6) / 1e6 AS number_value,
    k.number_limit,
    CASE WHEN q.client_id IS NOT NULL THEN true WHEN k.is_known THEN false END AS is_in_queue
FROM checks AS k
LEFT JOIN queued AS q ON q.client_id = k.client_id AND q.item = k.item
