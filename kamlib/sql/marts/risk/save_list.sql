-- one row per client worth a call: its place by the profit expected of one, and the reasons that raise its risk most
WITH reasons AS (
    SELECT
        client_id,
        max(family) FILTER (WHERE place = 1) AS driver,
        max(family) FILTER (WHERE place = 2) AS driver_2
    FROM marts.risk_drivers
    WHERE target = 'churned' AND is_reason
    GROUP BY client_id
)
SELECT
    r.as_of,
    r.client_id,
    row_number() OVER (ORDER BY r.expected_profit_of_call DESC NULLS LAST, r.client_id NULLS LAST) AS place,
    d.driver,
    d.driver_2
FROM marts.churn_risk AS r
LEFT JOIN reasons AS d ON d.client_id = r.client_id
WHERE r.status = 'scored' AND r.expected_profit_of_call > 0
