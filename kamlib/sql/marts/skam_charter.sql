-- one row per question of the charter (S1): its answer, and whether it is answered, due for review or open
WITH questions AS (
    SELECT question, place
    FROM (VALUES
        ('team', 1), ('methods', 2), ('limits', 3), ('departments', 4), ('budget', 5), ('exceptions', 6), ('kpis', 7)
    ) AS q(question, place)
)
SELECT
    w.as_of,
    q.question,
    q.place,
    CASE
        WHEN coalesce(trim(c.answer), '') = '' THEN 'open'
        WHEN c.review_on <= w.as_of THEN 'review_due'
        ELSE 'answered'
    END AS charter_state,
    c.answer,
    c.owner,
    c.answered_on,
    c.review_on
FROM questions AS q
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN staging.charter AS c ON c.question = q.question
