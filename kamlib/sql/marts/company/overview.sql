-- one row: the company at a glance, against last quarter and last year
-- What was sold is NULL where not one month of the window is in the data. A comparison is made only where the data cover both its windows month by month; what it needs is NULL without.
SELECT
    w.as_of,
    CASE WHEN v.has_12m THEN k.active_clients END AS active_clients,
    CASE WHEN v.is_12m_covered AND q.is_12m_covered THEN q.active_clients END AS active_clients_quarter_ago,
    CASE WHEN b12.period IS NOT NULL THEN y.active_clients END AS active_clients_year_ago,
    coalesce(n.clients_ever, 0) AS clients_ever,
    CASE WHEN v.has_12m THEN k.net_12m END AS net_12m,
    CASE WHEN b12.period IS NOT NULL THEN y.net_12m END AS net_12m_before,
    CASE WHEN v.has_12m AND k.is_cost_known THEN k.cm1_12m_known END AS cm1_12m,
    CASE WHEN b12.period IS NOT NULL AND y.is_cost_known THEN y.cm1_12m_known END AS cm1_12m_before,
    CASE WHEN v.has_3m THEN m.net_3m END AS net_3m,
    b3.revenue_before AS net_3m_year_ago,
    bq.revenue_before AS net_3m_before,
    b12.grr AS grr_12m,
    b12.nrr AS nrr_12m,
    v.is_12m_covered AS is_year_complete,
    v.is_12m_before_covered AS is_year_before_complete,
    b3.grr AS grr_3m,
    b3.nrr AS nrr_3m,
    f.clients_to_look_at,
    f.money_to_look_at
FROM staging.as_of_windows AS w
LEFT JOIN features.company_as_of AS k ON k.as_of = w.as_of
JOIN features.window_coverage AS v ON v.as_of = w.as_of
LEFT JOIN (
    SELECT c.*, o.months_back, v.is_12m_covered
    FROM features.company_as_of AS c
    JOIN as_of AS o ON o.as_of = c.as_of
    JOIN features.window_coverage AS v ON v.as_of = c.as_of
) AS q ON q.months_back = 3
LEFT JOIN (SELECT c.*, o.months_back FROM features.company_as_of AS c JOIN as_of AS o ON o.as_of = c.as_of) AS y ON y.months_back = 12
LEFT JOIN (SELECT as_of, sum(net_3m) AS net_3m FROM features.client_as_of GROUP BY as_of) AS m ON m.as_of = w.as_of
LEFT JOIN (SELECT count(*) AS clients_ever FROM marts.client_card WHERE last_purchase IS NOT NULL) AS n ON true
LEFT JOIN marts.revenue_bridge AS b3 ON b3.period = 'quarter'
LEFT JOIN marts.revenue_bridge AS bq ON bq.period = 'quarter_before'
LEFT JOIN marts.revenue_bridge AS b12 ON b12.period = 'year'
LEFT JOIN (
    SELECT count(*) AS clients_to_look_at, sum(money) AS money_to_look_at
    FROM (SELECT client_id, max(money) AS money FROM marts.findings WHERE finding <> 'emerging' GROUP BY client_id) AS each_client
) AS f ON true
WHERE w.is_book
