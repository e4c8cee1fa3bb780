-- one row per client, criterion and part of it: the number behind it, its scale, its points 0–100
-- points run in a straight line from 0 at zero_at to 100 at full_at (by the logarithm for shares of profit); NULL: not
-- known. A client that earns nothing has no points for profit. part_weight is the part's share of its criterion.
WITH clients AS (
    SELECT
        c.as_of,
        c.client_id,
        c.purchase_days_12m,
        c.contribution_level,
        c.relationship,
        c.days_late,
        c.returns_share,
        k.contribution_12m,
        k.positive_profit_share,
        CASE WHEN k.contribution_level = 'revenue' THEN c.net_12m ELSE c.cm1_12m END AS cm_now,
        CASE WHEN k.contribution_level = 'revenue' THEN u.net_12m_before ELSE u.cm1_12m_before END AS cm_before,
        CASE WHEN k.contribution_level = 'revenue' THEN t.net_cv ELSE t.cm_cv END AS cv,
        t.slope_year - t.base_slope_year AS slope,
        u.with_us_days,
        u.quarters_share,
        u.new_classes,
        a.claims,
        r.classes_bought / nullif(r.peers_classes_bought, 0) AS breadth
    FROM marts.client_card AS c
    LEFT JOIN marts.contribution AS k ON k.client_id = c.client_id
    LEFT JOIN features.client_trend AS t ON t.client_id = c.client_id
    LEFT JOIN features.client_with_us AS u ON u.client_id = c.client_id
    LEFT JOIN features.activity_12m AS a ON a.client_id = c.client_id
    LEFT JOIN marts.peers AS r ON r.client_id = c.client_id
),
company AS (
    SELECT
        (SELECT count(*) FROM features.activity_12m WHERE claims > 0) > 0 AS has_claims,
        (SELECT count(*) FROM marts.client_card WHERE returns_share > 0) > 0 AS has_returns,
        (SELECT count(*) FROM marts.product_classes WHERE product_class <> '') > 1 AS has_classes
),
numbers AS (
    SELECT
        c.as_of,
        c.client_id,
        j.criterion,
        j.part,
        CASE j.part
            WHEN 'level' THEN c.positive_profit_share
            WHEN 'trend' THEN CAST(c.cm_now - c.cm_before AS DOUBLE)
                / nullif(greatest(abs(CAST(c.cm_now AS DOUBLE)), abs(CAST(c.cm_before AS DOUBLE))), 0)
            WHEN 'steadiness' THEN c.cv
            WHEN 'payment' THEN c.days_late
            WHEN 'claims' THEN CASE WHEN k.has_claims THEN CAST(coalesce(c.claims, 0) AS DOUBLE) / c.purchase_days_12m END
            WHEN 'returns' THEN CASE WHEN k.has_returns THEN c.returns_share END
            WHEN 'tenure' THEN CAST(c.with_us_days AS DOUBLE)
            WHEN 'rhythm' THEN CASE c.relationship
                WHEN 'regular' THEN p.criteria_regular_points
                WHEN 'stable' THEN p.criteria_stable_points
                WHEN 'irregular' THEN p.criteria_irregular_points
                WHEN 'episodic' THEN p.criteria_episodic_points
                ELSE 0 END
            WHEN 'life' THEN c.quarters_share
            WHEN 'pace' THEN c.slope
            WHEN 'new_classes' THEN CASE WHEN k.has_classes THEN CAST(c.new_classes AS DOUBLE) END
            WHEN 'breadth' THEN CASE WHEN k.has_classes THEN c.breadth END
        END AS value,
        j.zero_at,
        j.full_at,
        j.part_weight,
        j.part = 'level' AS is_log,
        j.criterion = 'profit' AND c.contribution_12m <= 0 AS earns_nothing
    FROM clients AS c
    CROSS JOIN company AS k
    CROSS JOIN policy AS p
    CROSS JOIN features.criteria_scales AS j
    WHERE c.purchase_days_12m > 0 AND j.part <> 'judgement'
    UNION ALL
    SELECT
        c.as_of,
        c.client_id,
        s.criterion,
        s.part,
        CASE WHEN NOT j.is_expired THEN CAST(j.score AS DOUBLE) END,
        s.zero_at,
        s.full_at,
        s.part_weight,
        false,
        false
    FROM clients AS c
    CROSS JOIN features.criteria_scales AS s
    LEFT JOIN features.judgement_now AS j ON j.client_id = c.client_id AND j.criterion = s.criterion
    WHERE s.part = 'judgement'
    UNION ALL
    SELECT c.as_of, c.client_id, s.criterion, s.part, CAST(NULL AS DOUBLE), s.zero_at, s.full_at, s.part_weight, false, false
    FROM clients AS c
    CROSS JOIN features.criteria_scales AS s
    WHERE s.part <> 'judgement' AND coalesce(c.purchase_days_12m, 0) = 0
)
SELECT
    as_of,
    client_id,
    criterion,
    part,
    round(value * 1e6) / 1e6 AS value,
    zero_at,
    full_at,
    round(CASE
        WHEN value IS NULL THEN NULL
        WHEN earns_nothing THEN 0
        WHEN is_log AND value <= 0 THEN 0
        WHEN is_log THEN 100 * least(greatest(ln(value / zero_at) / ln(full_at / zero_at), 0), 1)
        ELSE 100 * least(greatest((value - zero_at) / (full_at - zero_at), 0), 1)
    END * 1e4) / 1e4 AS points,
    part_weight
FROM numbers
