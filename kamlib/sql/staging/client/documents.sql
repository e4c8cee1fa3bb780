-- one row per document about a client, of the client it counts as; its title and place are joined at reading
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    t.document_id,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.kind,
    t.dated
FROM canonical.documents AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
