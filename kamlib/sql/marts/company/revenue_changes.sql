-- one row per comparison and client with goods in either window: its revenue before and now, and which part of the bridge it is
WITH clients AS (
    SELECT
        period,
        client_id,
        sum(net_before) AS net_before,
        sum(net_now) AS net_now,
        sum(days_before) > 0 AS was_active,
        sum(days_now) > 0 AS is_active
    FROM features.period_client_class
    GROUP BY period, client_id
),
firsts AS (
    SELECT client_id, min(day) AS first_day
    FROM features.client_day
    GROUP BY client_id
)
SELECT
    p.current_to AS as_of,
    c.period,
    c.client_id,
    c.net_before,
    c.net_now,
    c.net_now - c.net_before AS change,
    CASE
        WHEN NOT c.is_active THEN 'lost'
        WHEN NOT c.was_active AND f.first_day > p.current_after THEN 'new'
        WHEN NOT c.was_active THEN 'returned'
        WHEN c.net_now > c.net_before THEN 'expansion'
        WHEN c.net_now < c.net_before THEN 'contraction'
        ELSE 'same'
    END AS part
FROM clients AS c
JOIN staging.periods AS p ON p.period = c.period
JOIN firsts AS f ON f.client_id = c.client_id
