-- one row: whether invoices and payments are there, and from which day to which payments tell the same time as the sales
-- What was owed before the first of these days is not known. Payments that begin about when the sales do
-- (policy payment.opening_days) cover them from their beginning. They cover them to the review date where the last one
-- lies in its month, or no longer ago than payments ever were apart; else to the last one.
WITH paid AS (
    SELECT paid_on, date_diff('day', lag(paid_on) OVER (ORDER BY paid_on NULLS LAST), paid_on) AS gap
    FROM (
        SELECT DISTINCT p.paid_on
        FROM staging.payments AS p
        JOIN staging.as_of_windows AS w ON w.is_book AND p.paid_on <= w.as_of
    ) AS days
),
given AS (
    SELECT
        (SELECT count(*) FROM staging.receivables) > 0 AS has_invoices,
        min(paid_on) AS first_paid,
        max(paid_on) AS last_paid,
        coalesce(max(gap), 0) AS longest_gap
    FROM paid
),
sold AS (
    SELECT min(l.day) AS first_sold
    FROM staging.sales_lines AS l
    WHERE l.client_id IS NOT NULL AND l.attribution IN ('client', 'service')
)
SELECT
    w.as_of,
    g.has_invoices,
    g.first_paid IS NOT NULL AS has_payments,
    CASE
        WHEN abs(date_diff('day', s.first_sold, g.first_paid)) <= p.payment_opening_days THEN least(s.first_sold, g.first_paid)
        ELSE greatest(s.first_sold, g.first_paid)
    END AS covered_from,
    CASE
        WHEN g.last_paid > w.after_1m OR date_diff('day', g.last_paid, w.as_of) <= g.longest_gap THEN w.as_of
        ELSE g.last_paid
    END AS covered_to
FROM given AS g
CROSS JOIN sold AS s
CROSS JOIN policy AS p
JOIN staging.as_of_windows AS w ON w.is_book
