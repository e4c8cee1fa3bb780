-- one row per decision of the SKAM group: in force, due for review, expired, or revised by a later one
SELECT
    w.as_of,
    d.decision_id,
    d.kind,
    d.client_id,
    d.subject,
    d.why,
    d.decided_by,
    d.decided_on,
    d.until,
    d.next_review,
    d.owner,
    d.due_on,
    CASE
        WHEN d.is_revised THEN 'revised'
        WHEN d.until < w.as_of THEN 'expired'
        WHEN least(d.next_review, d.due_on) <= w.as_of THEN 'review_due'
        ELSE 'in_force'
    END AS decision_state,
    d.numbers,
    d.book_as_of,
    d.revises
FROM staging.decisions AS d
JOIN staging.as_of_windows AS w ON w.is_book
