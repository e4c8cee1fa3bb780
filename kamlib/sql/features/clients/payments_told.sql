-- one row: whether what clients owe is known, by invoices or as sold less paid; where payments and sales do not tell the same money it is not, with the reason
WITH totals AS (
    SELECT
        sum(sold) AS sold,
        sum(paid) AS paid,
        count(*) FILTER (WHERE paid <> 0) AS clients_paying,
        count(*) FILTER (WHERE paid <> 0 AND average_balance < 0) AS clients_ahead
    FROM features.payment_balance
),
judged AS (
    SELECT
        c.as_of,
        c.has_invoices,
        c.has_payments,
        o.grain AS sales_grain,
        c.covered_from,
        c.covered_to,
        t.sold,
        t.paid,
        round(CAST(t.paid AS DOUBLE) / nullif(CAST(t.sold AS DOUBLE), 0) * 1e6) / 1e6 AS paid_to_sold,
        t.clients_paying,
        t.clients_ahead,
        c.covered_to > greatest(c.covered_from, w.after_12m) AS has_common_days,
        p.payment_most_paid_to_sold AS most,
        p.payment_least_paid_to_sold AS least_share,
        p.payment_most_ahead_share AS most_ahead
    FROM features.payments_covered AS c
    CROSS JOIN totals AS t
    CROSS JOIN staging.company AS o
    CROSS JOIN policy AS p
    JOIN staging.as_of_windows AS w ON w.is_book
),
reasons AS (
    SELECT
        *,
        CASE
            WHEN has_invoices OR NOT has_payments THEN NULL
            WHEN sales_grain = 'month' THEN 'sales_by_month'
            WHEN paid_to_sold IS NULL OR clients_paying = 0 OR NOT coalesce(has_common_days, false) THEN 'no_common_days'
            WHEN paid_to_sold > most THEN 'more_paid_than_sold'
            WHEN paid_to_sold < least_share THEN 'far_less_paid_than_sold'
            WHEN clients_ahead > most_ahead * clients_paying THEN 'most_pay_ahead'
        END AS money_differs
    FROM judged
)
SELECT
    as_of,
    has_invoices,
    has_payments,
    covered_from,
    covered_to,
    sold,
    paid,
    paid_to_sold,
    clients_paying,
    clients_ahead,
    money_differs,
    has_payments AND NOT has_invoices AND money_differs IS NULL AS is_by_balance,
    has_invoices OR (has_payments AND money_differs IS NULL) AS is_known
FROM reasons
