-- one row per client and goal (K8): those of the plan with how far they are, and, for key clients, those the data suggest
-- now: the measure as the book has it; NULL: the book does not measure it. progress: 0 where it began, 1 at the target; NULL
-- without both. A suggestion (goal NULL) stands while no goal of the plan that is not over aims as high by the same measure.
-- money, a year: what is left to the target where the measure is money; of a need what the misfit costs now, of a class
-- what it is expected to bring; NULL: not known.
WITH once AS (
    SELECT client_id, goal, measure, baseline, target, due_on, manager_id, set_on
    FROM (
        SELECT *, row_number() OVER (PARTITION BY client_id, goal ORDER BY set_on DESC NULLS LAST, due_on DESC NULLS LAST, target NULLS LAST) AS place
        FROM staging.goals
    ) AS placed
    WHERE place = 1
),
clients AS (
    SELECT
        c.as_of,
        c.client_id,
        CAST(c.net_12m AS DOUBLE) AS net,
        CAST(c.net_12m_before AS DOUBLE) AS net_before,
        CAST(c.contribution_12m AS DOUBLE) AS contribution,
        CAST(c.potential_12m AS DOUBLE) AS potential,
        CAST(c.classes_bought AS DOUBLE) AS classes,
        c.discount_share AS discount,
        f.fit_share AS fit,
        y.days AS days_to_pay,
        coalesce(k.is_key, false) AS is_key
    FROM marts.client_card AS c
    LEFT JOIN marts.usp_fit AS f ON f.client_id = c.client_id
    LEFT JOIN features.axis_payment AS y ON y.client_id = c.client_id
    LEFT JOIN marts.key_clients AS k ON k.client_id = c.client_id
),
entered AS (
    SELECT
        c.as_of,
        g.*,
        CASE g.measure
            WHEN 'revenue' THEN c.net
            WHEN 'contribution' THEN c.contribution
            WHEN 'potential_share' THEN round(c.net / nullif(c.potential, 0) * 1e6) / 1e6
            WHEN 'classes' THEN c.classes
            WHEN 'fit' THEN c.fit
            WHEN 'discount' THEN c.discount
            WHEN 'days_to_pay' THEN c.days_to_pay
        END AS now
    FROM once AS g
    JOIN clients AS c ON c.client_id = g.client_id
),
best_gaps AS (
    SELECT
        client_id,
        product_class,
        expected_12m,
        row_number() OVER (PARTITION BY client_id ORDER BY stake DESC NULLS LAST, expected_12m DESC NULLS LAST, product_class NULLS LAST) AS place
    FROM marts.white_space
),
suggested AS (
    SELECT as_of, client_id, 'use_potential' AS suggestion, 'revenue' AS measure, net AS baseline, potential AS target, potential - net AS money, CAST(NULL AS VARCHAR) AS need, CAST(NULL AS VARCHAR) AS need_en, CAST(NULL AS VARCHAR) AS product_class
    FROM clients
    WHERE is_key AND potential > net
    UNION ALL
    SELECT c.as_of, c.client_id, 'cover_need', 'fit', c.fit, u.fit_after, CAST(m.excess_12m AS DOUBLE), u.need, u.need_en, NULL
    FROM clients AS c
    CROSS JOIN policy AS p
    JOIN marts.usp_gaps AS u ON u.client_id = c.client_id AND u.place = 1
    LEFT JOIN marts.misfit_cost AS m ON m.client_id = c.client_id AND m.part = 'total' AND m.excess_12m > 0
    WHERE c.is_key AND u.coverage < p.fit_threshold AND u.fit_after > c.fit
    UNION ALL
    SELECT c.as_of, c.client_id, 'win_back', 'revenue', c.net, c.net + greatest(s.missing, coalesce(c.net_before - c.net, 0)), greatest(s.missing, coalesce(c.net_before - c.net, 0)), NULL, NULL, NULL
    FROM clients AS c
    JOIN marts.shrinkage AS s ON s.client_id = c.client_id AND s.level IN ('below', 'halved', 'stopped') AND s.missing > 0
    WHERE c.is_key
    UNION ALL
    SELECT c.as_of, c.client_id, 'win_back', 'revenue', c.net, c.net_before, c.net_before - c.net, NULL, NULL, NULL
    FROM clients AS c
    CROSS JOIN policy AS p
    LEFT JOIN marts.shrinkage AS s ON s.client_id = c.client_id AND s.level IN ('below', 'halved', 'stopped') AND s.missing > 0
    WHERE c.is_key AND s.client_id IS NULL AND c.net <= (1 - p.plan_fall_share) * c.net_before AND c.net_before > 0
    UNION ALL
    SELECT c.as_of, c.client_id, 'sell_class', 'classes', c.classes, c.classes + 1, CAST(g.expected_12m AS DOUBLE), NULL, NULL, g.product_class
    FROM clients AS c
    JOIN best_gaps AS g ON g.client_id = c.client_id AND g.place = 1
    WHERE c.is_key
)
SELECT
    e.as_of,
    e.client_id,
    e.goal,
    false AS is_suggested,
    CAST(NULL AS VARCHAR) AS suggestion,
    CAST(NULL AS VARCHAR) AS need,
    CAST(NULL AS VARCHAR) AS need_en,
    CAST(NULL AS VARCHAR) AS product_class,
    CAST(NULL AS VARCHAR) AS product_class_en,
    e.measure,
    e.baseline,
    e.target,
    CASE WHEN e.measure IN ('revenue', 'contribution') THEN round(greatest(e.target - e.now, 0) * 1e2) / 1e2 END AS money,
    e.now,
    round((e.now - e.baseline) / nullif(e.target - e.baseline, 0) * 1e6) / 1e6 AS progress,
    e.set_on,
    e.due_on,
    e.due_on < e.as_of AS is_over,
    e.manager_id
FROM entered AS e
UNION ALL
SELECT
    s.as_of, s.client_id, NULL, true, s.suggestion, s.need, s.need_en, s.product_class, k.product_class_en, s.measure, s.baseline, s.target,
    round(s.money * 1e2) / 1e2, s.baseline, 0, NULL, NULL, NULL, NULL
FROM suggested AS s
LEFT JOIN marts.product_classes AS k ON k.product_class = s.product_class
WHERE NOT EXISTS (
    SELECT 1 FROM entered AS e
    WHERE e.client_id = s.client_id AND e.measure = s.measure AND coalesce(e.due_on, e.as_of) >= e.as_of AND e.target >= s.target
)
