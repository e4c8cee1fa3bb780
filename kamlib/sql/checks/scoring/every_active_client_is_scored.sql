-- a client with a purchase in the 12 months must have RFM scores, unless all clients are alike, and with them a segment
WITH spread AS (
    SELECT
        p.rfm_method = 'bands' OR min(r.recency_days) < max(r.recency_days) AS has_r,
        p.rfm_method = 'bands' OR min(r.frequency_12m) < max(r.frequency_12m) AS has_f,
        p.rfm_method = 'bands' OR min(r.monetary_12m) < max(r.monetary_12m) AS has_m
    FROM marts.rfm AS r
    CROSS JOIN policy AS p
    GROUP BY p.rfm_method
)
SELECT c.client_id
FROM marts.client_card AS c
LEFT JOIN marts.rfm AS r ON r.client_id = c.client_id
LEFT JOIN spread AS s ON true
WHERE c.purchase_days_12m > 0
    AND (
        r.client_id IS NULL
        OR s.has_r <> (c.r_score IS NOT NULL)
        OR s.has_f <> (c.f_score IS NOT NULL)
        OR s.has_m <> (c.m_score IS NOT NULL)
        OR (s.has_r AND s.has_f AND s.has_m) <> (c.segment IS NOT NULL)
        OR c.r_score NOT BETWEEN 1 AND 5
        OR c.f_score NOT BETWEEN 1 AND 5
        OR c.m_score NOT BETWEEN 1 AND 5
    )
