-- one row where there are payments and no invoices: do payments and sales tell the same money, and if not, why
-- Nothing is said of what clients owe where they do not.
SELECT
    as_of,
    covered_from,
    covered_to,
    sold,
    paid,
    paid_to_sold,
    clients_paying,
    clients_ahead,
    money_differs
FROM features.payments_told
WHERE has_payments AND NOT has_invoices
