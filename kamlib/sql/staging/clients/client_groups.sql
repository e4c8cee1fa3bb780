-- one row per client code that counts as another one: group_id, the code of the client it counts as
-- Codes judged to be the same come first; then, where the policy takes outlets together, the parent of a parent, up to the
-- last (of parents in a circle, the first code).
WITH RECURSIVE codes AS (
    SELECT client_id FROM canonical.clients
    UNION
    SELECT parent_id FROM canonical.clients WHERE parent_id IS NOT NULL
    UNION
    SELECT client_id FROM staging.same_clients
),
kept AS (
    SELECT c.client_id, coalesce(s.kept, c.client_id) AS kept
    FROM codes AS c
    LEFT JOIN staging.same_clients AS s ON s.client_id = c.client_id
),
steps AS (
    SELECT k.kept AS client_id, min(n.kept) AS parent_id
    FROM canonical.clients AS c
    CROSS JOIN policy AS p
    JOIN kept AS k ON k.client_id = c.client_id
    JOIN kept AS n ON n.client_id = c.parent_id
    WHERE p.grouping_parents = 'together' AND k.kept <> n.kept
    GROUP BY k.kept
),
climbed AS (
    SELECT client_id, parent_id AS ancestor FROM steps
    UNION
    SELECT c.client_id, s.parent_id FROM climbed AS c JOIN steps AS s ON s.client_id = c.ancestor
),
heads AS (
    SELECT c.client_id, coalesce(min(CASE WHEN s.client_id IS NULL THEN c.ancestor END), min(c.ancestor)) AS head
    FROM climbed AS c
    LEFT JOIN steps AS s ON s.client_id = c.ancestor
    GROUP BY c.client_id
)
SELECT k.client_id, coalesce(h.head, k.kept) AS group_id
FROM kept AS k
LEFT JOIN heads AS h ON h.client_id = k.kept
WHERE k.client_id <> coalesce(h.head, k.kept)
