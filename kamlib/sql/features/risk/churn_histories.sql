-- one row per cut-off and client that has bought by then: first and last purchase day, number of purchase days
SELECT
    c.cut_off,
    d.client_id,
    min(d.day) AS first_day,
    max(d.day) AS last_day,
    count(*) AS purchase_days
FROM features.client_day AS d
JOIN cut_offs AS c ON d.day <= c.cut_off
LEFT JOIN features.churn_clients AS k ON k.client_id = d.client_id
WHERE d.is_purchase AND (c.months_back = 0 OR k.client_id IS NOT NULL)
GROUP BY c.cut_off, d.client_id
