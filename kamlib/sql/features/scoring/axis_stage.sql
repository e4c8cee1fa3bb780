-- one row per review date and client that has bought by then and is not lost: stage of the base (T10); value is days since the first purchase
-- unsettled: no newcomer any more, and at none of the four stages: it buys without a rhythm, and not for the discount.
WITH breadth AS (
    SELECT as_of, median(CAST(value AS DOUBLE)) AS median_classes
    FROM features.axis_goods
    WHERE value IS NOT NULL
    GROUP BY as_of
)
SELECT
    c.as_of,
    c.client_id,
    CASE
        WHEN c.tenure_days <= p.stage_newcomer_max_days THEN 'newcomer'
        WHEN c.purchase_days_ever <= p.stage_newcomer_max_purchase_days
            AND c.tenure_days <= p.stage_newcomer_few_max_days THEN 'newcomer'
        WHEN d.value >= p.stage_price_buyer_min_discount
            AND (r.class NOT IN ('regular', 'stable') OR g.value < b.median_classes) THEN 'price_buyer'
        WHEN c.tenure_days >= p.stage_partner_min_days
            AND r.class IN ('regular', 'stable')
            AND g.value >= b.median_classes
            AND j.client_id IS NOT NULL THEN 'partner'
        WHEN r.class IN ('regular', 'stable') THEN 'regular'
        ELSE 'unsettled'
    END AS class,
    c.tenure_days AS value
FROM features.client_as_of AS c
JOIN features.axis_relationship AS r ON r.as_of = c.as_of AND r.client_id = c.client_id AND r.class <> 'lost'
CROSS JOIN policy AS p
LEFT JOIN breadth AS b ON b.as_of = c.as_of
LEFT JOIN features.axis_goods AS g ON g.as_of = c.as_of AND g.client_id = c.client_id
LEFT JOIN features.axis_discount AS d ON d.as_of = c.as_of AND d.client_id = c.client_id
LEFT JOIN features.joint_activity AS j ON j.as_of = c.as_of AND j.client_id = c.client_id
