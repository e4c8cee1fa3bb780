-- one row per client and axis T1–T10: its class now and since when; class NULL where it is not known, with the reason
-- T7 is as the client paid in the 12 months, where that is known, else as agreed; what is agreed stands in stated_class.
-- Paid by the day of delivery tells prepayment, reserving and delivery not apart, and an invoice has one day of payment,
-- which shows no advance: there what is agreed holds.
WITH axis_list AS (
    SELECT unnest(['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'T9', 'T10']) AS axis
),
stated AS (
    SELECT c.client_id, 'T1' AS axis, c.type AS class, CAST(NULL AS DOUBLE) AS value FROM staging.clients AS c
    UNION ALL
    SELECT
        c.client_id,
        'T7',
        CASE
            WHEN c.payment_terms = 'prepayment_partial' AND c.prepayment_share >= p.payment_large_advance_share THEN 'prepayment_partial_large'
            WHEN c.payment_terms = 'prepayment_partial' AND c.prepayment_share < p.payment_large_advance_share THEN 'prepayment_partial_small'
            ELSE c.payment_terms
        END,
        coalesce(CAST(c.credit_days AS DOUBLE), c.prepayment_share)
    FROM staging.clients AS c
    CROSS JOIN policy AS p
    UNION ALL
    SELECT client_id, 'T9', persona, CAST(NULL AS DOUBLE) FROM features.main_persona
    UNION ALL
    SELECT c.client_id, 'T5', 'potential', CAST(NULL AS DOUBLE)
    FROM staging.clients AS c
    WHERE NOT c.has_lines
),
paid AS (
    SELECT y.client_id, 'T7' AS axis, y.class, y.value
    FROM features.axis_payment AS y
    CROSS JOIN features.payments_covered AS v
    LEFT JOIN stated AS s ON s.client_id = y.client_id AND s.axis = 'T7'
    WHERE NOT (y.class = 'on_delivery' AND coalesce(s.class, '') IN ('prepayment_full', 'into_money'))
        AND NOT (v.has_invoices AND starts_with(coalesce(s.class, ''), 'prepayment_partial'))
),
measured AS (
    SELECT client_id, axis, class, value, CAST(NULL AS DATE) AS since, CAST(NULL AS BOOLEAN) AS is_from_start
    FROM paid
    UNION ALL
    SELECT c.client_id, c.axis, c.class, c.value, h.since, h.is_from_start
    FROM features.classes AS c
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of
    JOIN marts.class_history AS h ON h.client_id = c.client_id AND h.axis = c.axis AND h.is_current
)
SELECT
    w.as_of,
    c.client_id,
    a.axis,
    coalesce(m.class, s.class) AS class,
    CASE WHEN m.class IS NULL OR m.class = s.class THEN coalesce(m.since, h.since) ELSE m.since END AS since,
    CASE WHEN m.class IS NULL OR m.class = s.class THEN coalesce(m.is_from_start, h.is_from_start) ELSE m.is_from_start END
        AS is_from_start,
    coalesce(m.value, s.value) AS value,
    CASE WHEN a.axis = 'T7' THEN s.class END AS stated_class,
    CASE
        WHEN coalesce(m.class, s.class) IS NOT NULL THEN NULL
        WHEN a.axis IN ('T1', 'T7', 'T9') THEN 'not_told'
        WHEN f.client_id IS NULL OR f.purchase_days_ever = 0 THEN 'never_bought'
        WHEN a.axis = 'T6' AND NOT k.is_cost_known THEN 'no_cost'
        WHEN a.axis = 'T8' AND l.rows_known = 0 THEN 'no_list_price'
        WHEN a.axis = 'T2' AND g.rows_known = 0 THEN 'no_product_class'
        WHEN a.axis = 'T10' THEN 'lost'
        WHEN f.active_days_12m = 0 THEN 'nothing_in_12m'
        ELSE 'not_known_for_client'
    END AS unknown_reason
FROM staging.clients AS c
CROSS JOIN axis_list AS a
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN features.company_as_of AS k ON k.as_of = w.as_of
LEFT JOIN features.client_as_of AS f ON f.as_of = w.as_of AND f.client_id = c.client_id
LEFT JOIN measured AS m ON m.client_id = c.client_id AND m.axis = a.axis
LEFT JOIN stated AS s ON s.client_id = c.client_id AND s.axis = a.axis
LEFT JOIN features.told_since AS h ON h.client_id = c.client_id AND h.axis = a.axis
LEFT JOIN features.knowledge AS l ON l.item = 'sales_lines.list_amount'
LEFT JOIN features.knowledge AS g ON g.item = 'products.product_class'
WHERE f.client_id IS NOT NULL OR NOT c.has_lines
