-- one row per client whose potential is known: what it could buy from us in a year; the register's word goes before the list of clients
SELECT
    coalesce(r.client_id, c.client_id) AS client_id,
    coalesce(r.potential_12m, c.potential_12m) AS potential_12m,
    r.evidence,
    r.author,
    r.recorded_on
FROM canonical.potentials AS r
FULL OUTER JOIN (
    SELECT client_id, potential_12m FROM staging.clients WHERE potential_12m IS NOT NULL
) AS c ON c.client_id = r.client_id
