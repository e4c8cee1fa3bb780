-- a client with a purchase in the 12 months must have RFM scores and a segment
SELECT c.client_id
FROM marts.client_card AS c
WHERE c.purchase_days_12m > 0 AND (c.segment IS NULL OR c.r_score NOT BETWEEN 1 AND 5)
