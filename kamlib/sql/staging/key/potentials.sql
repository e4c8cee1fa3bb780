-- one row per client whose potential is known: what it could buy from us in a year; the register's word goes before the list of clients
-- Of a client of several codes, the sum of what the register says of them; author and date are those of the newest word.
WITH told AS (
    SELECT
        coalesce(g.group_id, r.client_id) AS client_id,
        r.potential_12m,
        r.evidence,
        r.author,
        r.recorded_on,
        row_number() OVER (
            PARTITION BY coalesce(g.group_id, r.client_id)
            ORDER BY r.recorded_on DESC NULLS LAST, r.client_id NULLS LAST
        ) AS place
    FROM canonical.potentials AS r
    LEFT JOIN staging.client_groups AS g ON g.client_id = r.client_id
),
registered AS (
    SELECT
        client_id,
        sum(potential_12m) AS potential_12m,
        max(CASE WHEN place = 1 THEN evidence END) AS evidence,
        max(CASE WHEN place = 1 THEN author END) AS author,
        max(CASE WHEN place = 1 THEN recorded_on END) AS recorded_on
    FROM told
    GROUP BY client_id
)
SELECT
    coalesce(r.client_id, c.client_id) AS client_id,
    coalesce(r.potential_12m, c.potential_12m) AS potential_12m,
    r.evidence,
    r.author,
    r.recorded_on
FROM registered AS r
FULL OUTER JOIN (
    SELECT client_id, potential_12m FROM staging.clients WHERE potential_12m IS NOT NULL
) AS c ON c.client_id = r.client_id
