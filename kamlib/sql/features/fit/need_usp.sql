-- one row per client, need and USP assessed for it: its coverage, the client's own assessment before the general view
-- A USP that is not in the catalogue, or no longer, is kept with is_offered = false: it was assessed, and covers nothing.
-- Twin: kamlib.whatif.value_chain; held equal by tests/fit/test_fit_properties.py
WITH assessed AS (
    SELECT n.client_id, n.need, c.usp_id, c.coverage, c.evidence, false AS is_own
    FROM staging.needs AS n
    JOIN staging.coverage AS c ON c.need = n.need AND c.client_id IS NULL
    UNION ALL
    SELECT n.client_id, n.need, c.usp_id, c.coverage, c.evidence, true
    FROM staging.needs AS n
    JOIN staging.coverage AS c ON c.need = n.need AND c.client_id = n.client_id
),
ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY client_id, need, usp_id ORDER BY is_own DESC NULLS LAST) AS place
    FROM assessed
)
SELECT
    r.client_id,
    r.need,
    r.usp_id,
    r.coverage,
    r.evidence,
    r.is_own,
    u.usp_id IS NOT NULL AS is_offered
FROM ranked AS r
LEFT JOIN staging.usps AS u ON u.usp_id = r.usp_id
WHERE r.place = 1
