-- one row per contract and client code, of the client it counts as
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    t.contract_no,
    coalesce(g.group_id, t.client_id) AS client_id,
    t.valid_from,
    t.valid_to,
    t.credit_limit,
    t.credit_days,
    t.discount
FROM canonical.terms AS t
LEFT JOIN staging.client_groups AS g ON g.client_id = t.client_id
