-- one row per key client and thing to know of it (K8, step 1): whether it is on record, and when it was last told
-- Of what the files tell, and of what is measured, there is no day.
WITH people AS (
    SELECT client_id, max(entered_on) AS told_on FROM staging.contacts GROUP BY client_id
),
needs AS (
    SELECT client_id, max(recorded_on) AS told_on FROM staging.needs GROUP BY client_id
),
answers AS (
    SELECT f.client_id, max(f.given_on) AS told_on
    FROM staging.feedback AS f
    JOIN staging.as_of_windows AS w ON w.is_book AND f.given_on <= w.as_of
    GROUP BY f.client_id
),
paying AS (
    SELECT client_id FROM marts.axes WHERE axis = 'T7' AND class IS NOT NULL
),
known AS (
    SELECT
        k.client_id,
        c.type,
        c.industry,
        c.region,
        m.tax_id,
        h.manager_id,
        c.main_product_class,
        c.margin_share,
        y.client_id IS NOT NULL AS pays,
        v.potential_12m,
        v.recorded_on AS potential_on,
        coalesce(s.contacts, 0) AS contacts,
        coalesce(s.deciders, 0) AS deciders,
        p.told_on AS people_on,
        n.client_id IS NOT NULL AS has_needs,
        n.told_on AS needs_on,
        a.client_id IS NOT NULL AS has_answers,
        a.told_on AS answers_on
    FROM marts.key_clients AS k
    JOIN marts.client_card AS c ON c.client_id = k.client_id
    LEFT JOIN staging.clients AS m ON m.client_id = k.client_id
    LEFT JOIN features.main_manager AS h ON h.client_id = k.client_id
    LEFT JOIN paying AS y ON y.client_id = k.client_id
    LEFT JOIN staging.potentials AS v ON v.client_id = k.client_id
    LEFT JOIN marts.client_people AS s ON s.client_id = k.client_id
    LEFT JOIN people AS p ON p.client_id = k.client_id
    LEFT JOIN needs AS n ON n.client_id = k.client_id
    LEFT JOIN answers AS a ON a.client_id = k.client_id
    WHERE k.is_key
)
SELECT client_id, 'type' AS plan_item, type IS NOT NULL AS is_known, CAST(NULL AS DATE) AS since FROM known
UNION ALL SELECT client_id, 'industry', industry IS NOT NULL, NULL FROM known
UNION ALL SELECT client_id, 'region', region IS NOT NULL, NULL FROM known
UNION ALL SELECT client_id, 'tax_number', tax_id IS NOT NULL, NULL FROM known
UNION ALL SELECT client_id, 'manager', manager_id IS NOT NULL, NULL FROM known
UNION ALL SELECT client_id, 'goods', main_product_class IS NOT NULL, NULL FROM known
UNION ALL SELECT client_id, 'margin', margin_share IS NOT NULL, NULL FROM known
UNION ALL SELECT client_id, 'payment', pays, NULL FROM known
UNION ALL SELECT client_id, 'potential', potential_12m IS NOT NULL, potential_on FROM known
UNION ALL SELECT client_id, 'people', contacts > 0, people_on FROM known
UNION ALL SELECT client_id, 'decider', deciders > 0, CASE WHEN deciders > 0 THEN people_on END FROM known
UNION ALL SELECT client_id, 'needs', has_needs, needs_on FROM known
UNION ALL SELECT client_id, 'answers', has_answers, answers_on FROM known
