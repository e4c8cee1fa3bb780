-- one row per client code, person there (NULL: anyone) and kind of contact (NULL: any): at most how many days are to pass
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    coalesce(g.group_id, t.client_id) AS client_id,
    t.contact_id,
    t.kind,
    t.every_days,
    t.manager_id
FROM canonical.cadences AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
