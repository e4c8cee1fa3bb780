-- one row per client and class that is told, not measured (T1, T7 as agreed, T9): since when it has been told so
-- is_from_start: it was so when it was first told, and may be older. Of personas (T9) the day of the last change to the
-- contact is known, whatever changed.
WITH told AS (
    SELECT client_id, source_no, told_on, 'T1' AS axis, type AS said FROM staging.clients_told
    UNION ALL
    SELECT
        client_id,
        source_no,
        told_on,
        'T7',
        payment_terms || coalesce(' ' || CAST(prepayment_share AS VARCHAR), '')
    FROM staging.clients_told
),
last_told AS (
    SELECT
        client_id,
        axis,
        said,
        source_no,
        told_on,
        row_number() OVER (PARTITION BY client_id, axis ORDER BY source_no DESC NULLS LAST) AS place
    FROM told
    WHERE said IS NOT NULL
),
others AS (
    SELECT n.client_id, n.axis, n.said, max(t.source_no) AS source_no
    FROM last_told AS n
    LEFT JOIN last_told AS t ON t.client_id = n.client_id AND t.axis = n.axis AND t.said <> n.said
    WHERE n.place = 1
    GROUP BY n.client_id, n.axis, n.said
)
SELECT o.client_id, o.axis, min(t.told_on) AS since, o.source_no IS NULL AS is_from_start
FROM others AS o
JOIN last_told AS t
    ON t.client_id = o.client_id AND t.axis = o.axis AND t.said = o.said AND t.source_no > coalesce(o.source_no, -1)
GROUP BY o.client_id, o.axis, o.source_no
UNION ALL
SELECT client_id, 'T9', entered_on, true FROM features.main_persona WHERE entered_on IS NOT NULL
