-- one row per client that a decision in force makes key or drops: the latest such decision
WITH dated AS (
    SELECT
        d.client_id,
        d.kind,
        d.decision_id,
        d.decided_on,
        row_number() OVER (PARTITION BY d.client_id ORDER BY d.decided_on DESC NULLS LAST, d.decision_id DESC NULLS LAST) AS place
    FROM staging.decisions AS d
    JOIN staging.as_of_windows AS w ON w.is_book
    WHERE d.kind IN ('make_key', 'drop') AND d.client_id IS NOT NULL
        AND NOT d.is_revised AND coalesce(d.until, w.as_of) >= w.as_of
)
SELECT client_id, kind, decision_id, decided_on
FROM dated
WHERE place = 1
