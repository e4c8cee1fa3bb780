-- one row per client with an invoice unpaid after its due date at the book's date: how much, for how long the oldest
SELECT
    r.client_id,
    sum(r.amount) AS overdue_debt,
    max(date_diff('day', r.due_on, w.as_of)) AS overdue_days
FROM staging.receivables AS r
JOIN staging.as_of_windows AS w ON w.is_book AND r.due_on < w.as_of AND coalesce(r.paid_on > w.as_of, true)
GROUP BY r.client_id
