-- one row per client code that a person judged to be the same client as another: the code under which they all count
-- Pairs join into chains, whichever way they were told. kept is the code that others were told to be the same as and
-- that was itself told to be no other; where there are several, or none, the first of them.
WITH RECURSIVE pairs AS (
    SELECT client_id AS one, same_as AS other FROM canonical.same_clients WHERE is_same AND client_id <> same_as
    UNION
    SELECT same_as, client_id FROM canonical.same_clients WHERE is_same AND client_id <> same_as
),
reached AS (
    SELECT one, other FROM pairs
    UNION
    SELECT r.one, p.other FROM reached AS r JOIN pairs AS p ON p.one = r.other
)
SELECT
    r.one AS client_id,
    coalesce(min(CASE WHEN t.client_id IS NULL THEN r.other END), min(r.other)) AS kept
FROM (SELECT one, other FROM reached UNION SELECT one, one FROM pairs) AS r
LEFT JOIN (SELECT DISTINCT client_id FROM canonical.same_clients WHERE is_same AND client_id <> same_as) AS t ON t.client_id = r.other
GROUP BY r.one
