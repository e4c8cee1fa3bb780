-- one row per client, group of key clients (K2) and condition of it: its value, the threshold, whether it is met
-- is_met NULL: not known. distance is what the value is above the threshold (below it: negative), for "at most"
-- conditions the other way round. Of the conditions with is_either any one is enough; all the others must be met.
WITH clients AS (
    SELECT
        c.as_of,
        c.client_id,
        c.purchase_days_12m,
        c.last_purchase,
        c.relationship,
        CASE WHEN k.contribution_12m <= 0 THEN 0 ELSE k.profit_share END AS profit_share,
        u.with_us_days,
        CASE WHEN c.last_purchase IS NULL THEN 0 ELSE c.tenure_days END AS known_days,
        CAST(c.net_12m AS DOUBLE) / nullif(CAST(t.potential_12m AS DOUBLE), 0) AS wallet_share,
        c.last_purchase IS NULL AS never_bought,
        CAST(t.potential_12m AS DOUBLE) / nullif(CAST(o.net_12m AS DOUBLE), 0) AS potential_share,
        i.score AS image_score,
        e.score AS expert_score
    FROM marts.client_card AS c
    LEFT JOIN features.company_as_of AS o ON o.as_of = c.as_of
    LEFT JOIN marts.contribution AS k ON k.client_id = c.client_id
    LEFT JOIN features.client_with_us AS u ON u.client_id = c.client_id
    LEFT JOIN staging.potentials AS t ON t.client_id = c.client_id
    LEFT JOIN marts.criteria AS i ON i.client_id = c.client_id AND i.criterion = 'image'
    LEFT JOIN marts.criteria AS e ON e.client_id = c.client_id AND e.criterion = 'market_influence'
),
numbers AS (
    SELECT
        c.as_of, c.client_id, 'breadwinner' AS group_code, 'profit_share' AS condition,
        c.profit_share AS value, p.groups_breadwinner_share AS threshold, true AS is_at_least, false AS is_either
    FROM clients AS c CROSS JOIN policy AS p
    UNION ALL
    SELECT c.as_of, c.client_id, 'breadwinner', 'with_us', CAST(c.with_us_days AS DOUBLE), CAST(p.groups_loyal_days AS DOUBLE), true, false
    FROM clients AS c CROSS JOIN policy AS p
    UNION ALL
    SELECT
        c.as_of, c.client_id, 'breadwinner', 'rhythm',
        CASE c.relationship
            WHEN 'regular' THEN p.criteria_regular_points
            WHEN 'stable' THEN p.criteria_stable_points
            WHEN 'irregular' THEN p.criteria_irregular_points
            WHEN 'episodic' THEN p.criteria_episodic_points
            ELSE 0 END,
        p.criteria_stable_points, true, false
    FROM clients AS c CROSS JOIN policy AS p
    UNION ALL
    SELECT c.as_of, c.client_id, 'prospective', 'potential', c.potential_share, p.groups_potential_share, true, false
    FROM clients AS c CROSS JOIN policy AS p
    UNION ALL
    SELECT c.as_of, c.client_id, 'prospective', 'new', CAST(c.known_days AS DOUBLE), CAST(p.groups_new_days AS DOUBLE), false, true
    FROM clients AS c CROSS JOIN policy AS p
    UNION ALL
    SELECT
        c.as_of, c.client_id, 'prospective', 'small_with_us',
        CASE WHEN c.never_bought THEN 0 ELSE c.wallet_share END,
        p.groups_small_wallet_share, false, true
    FROM clients AS c CROSS JOIN policy AS p
    UNION ALL
    SELECT c.as_of, c.client_id, 'image_maker', 'image_judged', c.image_score, p.groups_image_score, true, false
    FROM clients AS c CROSS JOIN policy AS p
    UNION ALL
    SELECT c.as_of, c.client_id, 'expert', 'influence_judged', c.expert_score, p.groups_expert_score, true, false
    FROM clients AS c CROSS JOIN policy AS p
)
SELECT
    as_of,
    client_id,
    group_code,
    condition,
    is_either,
    is_at_least,
    round(value * 1e6) / 1e6 AS value,
    threshold,
    round(CASE WHEN is_at_least THEN value - threshold ELSE threshold - value END * 1e6) / 1e6 AS distance,
    CASE WHEN is_at_least THEN round(value * 1e6) / 1e6 >= threshold
        ELSE round(value * 1e6) / 1e6 <= threshold END AS is_met
FROM numbers
