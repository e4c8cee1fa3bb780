-- one row per client whose potential is known: what it spends a year on goods like ours, with all suppliers
SELECT client_id, potential_12m
FROM staging.clients
WHERE potential_12m IS NOT NULL
