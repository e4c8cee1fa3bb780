-- one row per client and day on which it was sold something or paid, while payments cover the sales; nothing where there are invoices
-- sold: net of returns, services included. paid: without the VAT that policy payment.vat_rate says is in it.
WITH moves AS (
    SELECT l.client_id, l.day, l.net AS sold, CAST(0 AS DECIMAL(18, 4)) AS paid
    FROM staging.sales_lines AS l
    JOIN features.payments_covered AS c
        ON NOT c.has_invoices AND l.day >= c.covered_from AND l.day <= c.covered_to
    WHERE l.client_id IS NOT NULL AND l.attribution IN ('client', 'service')
    UNION ALL
    SELECT
        r.client_id,
        r.paid_on,
        CAST(0 AS DECIMAL(18, 4)),
        CAST(round(CAST(r.amount AS DOUBLE) / (1 + p.payment_vat_rate) * 1e4) / 1e4 AS DECIMAL(18, 4))
    FROM staging.payments AS r
    CROSS JOIN policy AS p
    JOIN features.payments_covered AS c
        ON NOT c.has_invoices AND r.paid_on >= c.covered_from AND r.paid_on <= c.covered_to
)
SELECT client_id, day, sum(sold) AS sold, sum(paid) AS paid
FROM moves
GROUP BY client_id, day
