-- one row per client that owed us something in the 12 months before the book's date: average receivable, days late
-- By invoices where there are any: what was paid after the book's date counts as not paid yet. Else as sold less paid
-- (features.payment_balance), where nothing is known of due dates. receivable_basis tells which; days_covered and sold_12m:
-- of the days that the average is of.
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
    ) / 1e2 AS days_late,
    'invoices' AS receivable_basis,
    CAST(NULL AS BIGINT) AS days_covered,
    CAST(NULL AS DECIMAL(38, 4)) AS sold_12m,
    CAST(NULL AS DATE) AS owed_from,
    false AS is_least
FROM open_days
GROUP BY client_id
UNION ALL
SELECT
    b.client_id,
    b.average_receivable,
    greatest(b.balance_now, 0),
    CAST(NULL AS DECIMAL(38, 4)),
    CAST(NULL AS DOUBLE),
    'balance',
    b.days_covered,
    b.sold_12m,
    t.covered_from,
    b.is_least
FROM features.payment_balance AS b
JOIN features.payments_told AS t ON t.is_by_balance
