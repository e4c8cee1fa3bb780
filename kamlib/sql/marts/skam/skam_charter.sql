-- one row per question of the charter (S1): its answer, and whether it is answered, due for review or open
WITH questions AS (
    SELECT unnest(['team', 'methods', 'limits', 'departments', 'budget', 'exceptions', 'kpis']) AS question
)
SELECT
    w.as_of,
    q.question,
    CASE
        WHEN coalesce(trim(c.answer), '') = '' THEN 'open'
        WHEN c.review_on <= w.as_of THEN 'review_due'
        ELSE 'answered'
    END AS charter_state,
    c.answer,
    c.owner,
    c.answered_on,
    c.review_on,
    c.max_discount,
    c.max_deferral_days,
    c.max_stock
FROM questions AS q
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN staging.charter AS c ON c.question = q.question
