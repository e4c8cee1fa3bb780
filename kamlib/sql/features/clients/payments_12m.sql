-- one row per client with invoices open in the 12 months before the book's date: average receivable, days late
-- What was paid after the book's date counts as not paid yet.
WITH open_days AS (
    SELECT
        i.client_id,
        i.amount,
        i.due_on,
        CASE WHEN i.paid_on <= w.as_of THEN i.paid_on END AS paid_on,
        w.as_of,
        date_diff('day', w.after_12m, w.as_of) AS days,
        date_diff('day', greatest(i.invoiced_on, w.after_12m), least(coalesce(i.paid_on, w.as_of), w.as_of)) AS days_open
    FROM staging.receivables AS i
    JOIN staging.as_of_windows AS w
        ON w.is_book AND i.invoiced_on <= w.as_of AND coalesce(i.paid_on, w.as_of) > w.after_12m
)
SELECT
    client_id,
    CAST(round(CAST(sum(amount * days_open) AS DOUBLE) / max(days) * 1e4) / 1e4 AS DECIMAL(18, 4))
        AS average_receivable,
    coalesce(sum(amount) FILTER (WHERE paid_on IS NULL), 0) AS receivable_now,
    coalesce(sum(amount) FILTER (WHERE paid_on IS NULL AND due_on < as_of), 0) AS overdue_now,
    round(
        CAST(sum(amount * greatest(date_diff('day', due_on, coalesce(paid_on, as_of)), 0)) FILTER (WHERE due_on IS NOT NULL AND due_on <= as_of) AS DOUBLE)
        / nullif(CAST(sum(amount) FILTER (WHERE due_on IS NOT NULL AND due_on <= as_of) AS DOUBLE), 0) * 1e2
    ) / 1e2 AS days_late
FROM open_days
GROUP BY client_id
