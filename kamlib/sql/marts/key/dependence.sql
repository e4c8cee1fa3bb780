-- one row per client the company depends on: the key clients, or where there are none the largest (policy, as watched)
-- net_months: revenue of each of the last 12 months, the oldest first; NULL in it: the month is missing from the data.
-- growth_3m: the last quarter against the same one a year before.
WITH largest AS (
    SELECT
        client_id,
        row_number() OVER (ORDER BY net_12m DESC NULLS LAST, client_id NULLS LAST) AS size_place
    FROM marts.client_card
    WHERE net_12m > 0
),
chosen AS (
    SELECT c.client_id
    FROM marts.client_card AS c
    CROSS JOIN policy AS p
    CROSS JOIN (SELECT count(*) FILTER (WHERE is_key) AS key_clients FROM marts.key_clients) AS n
    LEFT JOIN marts.key_clients AS k ON k.client_id = c.client_id
    LEFT JOIN largest AS l ON l.client_id = c.client_id
    WHERE k.is_key OR n.key_clients = 0 AND l.size_place <= p.churn_watched_clients
),
months AS (
    SELECT m.client_id, list(CAST(m.net AS DOUBLE) ORDER BY m.month NULLS LAST) AS net_months
    FROM marts.client_monthly AS m
    JOIN chosen AS h ON h.client_id = m.client_id
    JOIN staging.as_of_windows AS w ON w.is_book AND m.month > w.after_12m
    GROUP BY m.client_id
)
SELECT
    c.as_of,
    c.client_id,
    k.is_key,
    c.revenue_share,
    m.net_months,
    CASE WHEN c.net_3m_year_ago > 0 THEN
        round((CAST(c.net_3m AS DOUBLE) / CAST(c.net_3m_year_ago AS DOUBLE) - 1) * 1e6) / 1e6 END AS growth_3m,
    r.p_churn,
    r.risk_band,
    k.fit_share,
    c.last_contact,
    c.net_12m
FROM chosen AS h
JOIN marts.client_card AS c ON c.client_id = h.client_id
LEFT JOIN months AS m ON m.client_id = h.client_id
LEFT JOIN marts.key_clients AS k ON k.client_id = h.client_id
LEFT JOIN marts.churn_risk AS r ON r.client_id = h.client_id
