-- one row per client (or subject) and thing that may need a decision: what happened, since when, the numbers that say so, the money at stake
-- item: leaving (the forecast, of raised risk, or with a named reason and silent for longer than usual), gone (silent beyond doubt), shrunk (beyond chance),
-- below_last_year (a large client, by the policy's share), dropped_class, misfit (does not fit, and costs more than those
-- that do), unprofitable, and what the SKAM group has to see to (group_items).
-- value, value_before: the number now and what it is held against, in the item's own unit. stake: what waiting until the next
-- review may lose – contribution of 12 months at risk; missing now, for a year, by the part of such falls that lasted;
-- brought by the dropped class in its last year, by the share of such cases that stayed away or fell by half; what is paid for nothing or lost on the client in a quarter, since that can
-- be ended at the next review as well – of revenue where the cost is not known, NULL where it cannot be told.
WITH clients AS (
    SELECT
        r.client_id,
        CASE WHEN r.contribution_level = 'revenue' THEN 1 ELSE CASE WHEN k.margin_share > 0 THEN k.margin_share WHEN k.margin_share <= 0 THEN 0 END END AS margin,
        r.status,
        r.risk_band,
        r.is_gone,
        r.contribution_at_risk_12m,
        r.contribution_gone_12m,
        r.recency_days,
        r.median_gap_days,
        c.last_purchase,
        c.contribution_12m,
        c.contribution_level,
        c.net_12m
    FROM marts.churn_risk AS r
    JOIN marts.client_card AS c ON c.client_id = r.client_id
    LEFT JOIN marts.contribution AS k ON k.client_id = r.client_id
),
reasoned AS (
    SELECT DISTINCT client_id FROM marts.risk_drivers WHERE target = 'churned' AND is_reason
),
leaving AS (
    SELECT
        c.client_id,
        'leaving' AS item,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        c.last_purchase AS since,
        CAST(c.recency_days AS DOUBLE) AS value,
        CAST(c.median_gap_days AS DOUBLE) AS value_before,
        c.contribution_at_risk_12m AS stake
    FROM clients AS c
    LEFT JOIN reasoned AS d ON d.client_id = c.client_id
    WHERE c.status = 'scored' AND NOT c.is_gone
        AND (c.risk_band IN ('high', 'raised') OR d.client_id IS NOT NULL AND c.recency_days > c.median_gap_days)
),
gone AS (
    SELECT
        c.client_id,
        'gone' AS item,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        c.last_purchase AS since,
        CAST(c.recency_days AS DOUBLE) AS value,
        CAST(c.median_gap_days AS DOUBLE) AS value_before,
        c.contribution_gone_12m AS stake
    FROM clients AS c
    WHERE c.is_gone
),
shrunk AS (
    SELECT
        c.client_id,
        'shrunk' AS item,
        CAST(s.decline AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        CAST(s.after_day + INTERVAL 1 DAY AS DATE) AS since,
        CAST(s.actual AS DOUBLE) AS value,
        CAST(s.expected AS DOUBLE) AS value_before,
        CAST(s.missing AS DOUBLE) * c.margin * 365 / s.horizon_days * y.persistence AS stake
    FROM marts.shrinkage AS s
    CROSS JOIN features.fall_persistence AS y
    JOIN clients AS c ON c.client_id = s.client_id AND NOT coalesce(c.is_gone, false)
    WHERE s.level IN ('stopped', 'halved', 'below')
),
below AS (
    SELECT
        c.client_id,
        'below_last_year' AS item,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        k.since,
        CAST(k.net_3m AS DOUBLE) AS value,
        CAST(k.net_3m_year_ago AS DOUBLE) AS value_before,
        CAST(k.missing AS DOUBLE) * c.margin * 12 / 3 * y.persistence AS stake
    FROM marts.key_watch AS k
    CROSS JOIN features.fall_persistence AS y
    JOIN clients AS c ON c.client_id = k.client_id AND NOT coalesce(c.is_gone, false)
    CROSS JOIN policy AS p
    WHERE CAST(k.missing AS DOUBLE) > p.churn_reason_min_change * CAST(k.net_3m_year_ago AS DOUBLE)
),
dropped AS (
    SELECT
        c.client_id,
        'dropped_class' AS item,
        n.product_class AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        n.last_purchase AS since,
        CAST(n.idle_days AS DOUBLE) AS value,
        CAST(k.mean_gap_days AS DOUBLE) AS value_before,
        CAST(n.net_year AS DOUBLE) * c.margin * coalesce(CASE n.status WHEN 'left' THEN n.away_share ELSE n.fell_share END, 1) AS stake
    FROM marts.narrowing AS n
    JOIN clients AS c ON c.client_id = n.client_id AND NOT coalesce(c.is_gone, false)
    LEFT JOIN marts.client_classes AS k ON k.client_id = n.client_id AND k.product_class = n.product_class
    WHERE n.status IN ('left', 'leaving')
),
misfit AS (
    SELECT
        m.client_id,
        'misfit' AS item,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        CAST(NULL AS DATE) AS since,
        f.fit_share AS value,
        CAST(NULL AS DOUBLE) AS value_before,
        CAST(m.excess_12m AS DOUBLE) * 3 / 12 AS stake
    FROM marts.misfit_cost AS m
    JOIN marts.usp_fit AS f ON f.client_id = m.client_id
    WHERE m.part = 'total' AND m.excess_12m > 0
),
unprofitable AS (
    SELECT
        c.client_id,
        'unprofitable' AS item,
        c.contribution_level AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        CAST(NULL AS DATE) AS since,
        CAST(c.contribution_12m AS DOUBLE) AS value,
        CAST(NULL AS DOUBLE) AS value_before,
        -CAST(c.contribution_12m AS DOUBLE) * 3 / 12 AS stake
    FROM clients AS c
    WHERE c.contribution_12m < 0 AND c.contribution_level <> 'revenue'
),
agenda AS (
    SELECT
        a.client_id,
        a.item,
        a.detail,
        a.item_id,
        a.since,
        a.value,
        a.limit_value AS value_before,
        a.stake
    FROM marts.group_items AS a
),
everything AS (
    SELECT client_id, item, detail, item_id, since, value, value_before, stake FROM leaving
    UNION ALL
    SELECT client_id, item, detail, item_id, since, value, value_before, stake FROM gone
    UNION ALL
    SELECT client_id, item, detail, item_id, since, value, value_before, stake FROM shrunk
    UNION ALL
    SELECT client_id, item, detail, item_id, since, value, value_before, stake FROM below
    UNION ALL
    SELECT client_id, item, detail, item_id, since, value, value_before, stake FROM dropped
    UNION ALL
    SELECT client_id, item, detail, item_id, since, value, value_before, stake FROM misfit
    UNION ALL
    SELECT client_id, item, detail, item_id, since, value, value_before, stake FROM unprofitable
    UNION ALL
    SELECT client_id, item, detail, item_id, since, value, value_before, stake FROM agenda
),
keyed AS (
    -- which thing it is from review to review: how a client shrank may change, of which class it is about may not
    SELECT *, CASE WHEN item IN ('dropped_class', 'over_limit', 'judgement_expired', 'charter_open', 'charter_due') THEN detail END AS thing
    FROM everything
),
known AS (
    -- the last earlier review at which the thing was not there: since the one after it, it has stood in every queue
    SELECT e.client_id, e.item, e.thing, e.item_id, max(d.as_of) FILTER (WHERE s.as_of IS NULL) AS last_absent
    FROM keyed AS e
    CROSS JOIN (SELECT DISTINCT as_of FROM staging.queue_seen) AS d
    LEFT JOIN staging.queue_seen AS s
        ON s.as_of = d.as_of AND s.item = e.item AND s.client_id IS NOT DISTINCT FROM e.client_id
        AND s.thing IS NOT DISTINCT FROM e.thing AND s.item_id IS NOT DISTINCT FROM e.item_id
    GROUP BY e.client_id, e.item, e.thing, e.item_id
),
seen AS (
    SELECT k.client_id, k.item, k.thing, k.item_id, min(d.as_of) AS first_seen
    FROM known AS k
    JOIN (SELECT DISTINCT as_of FROM staging.queue_seen) AS d ON k.last_absent IS NULL OR d.as_of > k.last_absent
    GROUP BY k.client_id, k.item, k.thing, k.item_id
)
SELECT
    w.as_of,
    e.client_id,
    e.item,
    e.detail,
    e.item_id,
    e.thing,
    e.since,
    e.value,
    e.value_before,
    coalesce(n.first_seen, w.as_of) AS first_seen,
    round(e.stake * 1e2) / 1e2 AS stake,
    CASE
        WHEN e.stake IS NULL THEN NULL
        WHEN e.item = 'leaving' THEN 'at_risk'
        WHEN e.item = 'gone' THEN 'gone'
        WHEN e.item IN ('shrunk', 'below_last_year') THEN 'missing'
        WHEN e.item = 'dropped_class' THEN 'dropped'
        ELSE 'overpaid'
    END AS stake_kind,
    CASE
        WHEN e.item IN ('emerging', 'entered') THEN 'good'
        WHEN e.item IN ('judgement_expired', 'charter_open', 'charter_due', 'fit_unknown') THEN 'upkeep'
        ELSE 'decide'
    END AS queue_part
FROM keyed AS e
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN seen AS n
    ON n.item = e.item AND n.client_id IS NOT DISTINCT FROM e.client_id
    AND n.thing IS NOT DISTINCT FROM e.thing AND n.item_id IS NOT DISTINCT FROM e.item_id
