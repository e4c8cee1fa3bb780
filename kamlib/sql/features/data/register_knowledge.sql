-- one row per table that people enter, alone or beside files: how many rows could tell it and how many do
-- Apart from knowledge, so that an entry makes nothing be computed again that depends on the sales lines.
SELECT 'contacts' AS item, count(*) AS rows_possible, count(*) AS rows_known FROM canonical.contacts
UNION ALL SELECT 'usps', count(*), count(*) FROM canonical.usps
UNION ALL SELECT 'needs', count(*), count(*) FROM canonical.needs
UNION ALL SELECT 'coverage', count(*), count(*) FROM canonical.coverage
UNION ALL SELECT 'judgements', count(*), count(*) FROM canonical.judgements
UNION ALL SELECT 'cadences', count(*), count(*) FROM canonical.cadences
UNION ALL SELECT 'goals', count(*), count(*) FROM canonical.goals
UNION ALL SELECT 'ties', count(*), count(*) FROM canonical.ties
UNION ALL SELECT 'interactions', count(*), count(*) FROM staging.interactions
UNION ALL SELECT 'clients.potential_12m', count(*), count(t.potential_12m)
    FROM staging.clients AS c LEFT JOIN staging.potentials AS t ON t.client_id = c.client_id
