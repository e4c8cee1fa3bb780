-- one row per decision of the SKAM group; is_revised: a later one took its place
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    d.decision_id,
    d.kind,
    coalesce(g.group_id, d.client_id) AS client_id,
    d.subject,
    d.why,
    d.decided_by,
    d.decided_on,
    d.until,
    d.next_review,
    d.owner,
    d.due_on,
    d.numbers,
    d.book_as_of,
    d.revises,
    d.decision_id IN (SELECT revises FROM canonical.decisions WHERE revises IS NOT NULL) AS is_revised
FROM canonical.decisions AS d
LEFT JOIN staging.client_groups AS g ON g.client_id = d.client_id
