-- one row per client that paid in the 12 months before the book's date: class of payment as it paid (T7); value is the share paid ahead, or days
-- Days are weighted by amount, over what was not paid ahead. What is agreed (staging.clients) stands apart.
WITH measured AS (
    SELECT
        client_id,
        CAST(coalesce(sum(amount) FILTER (WHERE coalesce(days, -1) < 0), 0) AS DOUBLE) / nullif(CAST(sum(amount) AS DOUBLE), 0)
            AS ahead_share,
        CAST(sum(amount * days) FILTER (WHERE days >= 0) AS DOUBLE)
            / nullif(CAST(sum(amount) FILTER (WHERE days >= 0) AS DOUBLE), 0) AS days
    FROM features.payment_pieces
    GROUP BY client_id
),
rounded AS (
    SELECT client_id, round(ahead_share * 1e6) / 1e6 AS ahead_share, round(days * 1e1) / 1e1 AS days
    FROM measured
)
SELECT
    m.client_id,
    CASE
        WHEN m.ahead_share >= p.payment_prepaid_share THEN 'prepayment_full'
        WHEN m.ahead_share >= greatest(p.payment_large_advance_share, p.payment_no_advance_share) THEN 'prepayment_partial_large'
        WHEN m.ahead_share >= p.payment_no_advance_share THEN 'prepayment_partial_small'
        WHEN m.days <= p.payment_on_delivery_days THEN 'on_delivery'
        ELSE 'deferred'
    END AS class,
    CASE WHEN m.ahead_share >= p.payment_no_advance_share THEN m.ahead_share ELSE m.days END AS value,
    m.ahead_share,
    m.days
FROM rounded AS m
CROSS JOIN policy AS p
