-- one row per target (churned, shrunk), client whose risk is explained and family of drivers: what it does to the risk, and its sign
-- log_odds: added to the client's log-odds against the middle client of those it did not happen to; all families add up
-- to the difference. measure is NULL where nothing is known of a family. place: what raises the risk most is first.
-- is_reason: raises the odds by the policy's amount, and its sign is unusual for the client.
SELECT
    r.as_of,
    d.target,
    d.client_id,
    d.family,
    d.log_odds,
    s.measure,
    s.value,
    s.usual,
    row_number() OVER (
        PARTITION BY d.target, d.client_id ORDER BY d.log_odds DESC NULLS LAST, d.family NULLS LAST
    ) AS place,
    d.log_odds > p.churn_reason_min_log_odds AND coalesce(s.is_unusual, false) AS is_reason
FROM churn.drivers AS d
CROSS JOIN policy AS p
JOIN marts.churn_risk AS r ON r.client_id = d.client_id AND r.status = 'scored'
LEFT JOIN features.driver_signs AS s ON s.client_id = d.client_id AND s.family = d.family
