-- one row per review date and client that has bought by then: relationship read from its own rhythm (T5); value is days idle
SELECT
    c.as_of,
    c.client_id,
    CASE
        WHEN c.recency_days > p.relationship_lost_max_idle_days THEN 'lost'
        WHEN c.recency_days > p.relationship_lost_min_idle_days
            AND c.recency_days > p.relationship_lost_x_median_gap * r.median_gap_days
            AND c.recency_days > p.relationship_lost_x_longest_gap * r.longest_gap_days THEN 'lost'
        WHEN c.purchase_days_ever = 1 THEN 'one_off'
        WHEN c.purchase_days_12m <= p.relationship_episodic_max_days THEN 'episodic'
        WHEN r.gap_cv <= p.relationship_regular_max_gap_cv
            AND f.active_months_12m >= p.relationship_regular_min_active_months THEN 'regular'
        WHEN r.gap_cv <= p.relationship_stable_max_gap_cv
            AND f.active_months_12m >= p.relationship_stable_min_active_months THEN 'stable'
        ELSE 'irregular'
    END AS class,
    c.recency_days AS value
FROM features.client_as_of AS c
CROSS JOIN policy AS p
LEFT JOIN features.client_rhythm AS r ON r.as_of = c.as_of AND r.client_id = c.client_id
LEFT JOIN features.client_frequency AS f ON f.as_of = c.as_of AND f.client_id = c.client_id
WHERE c.purchase_days_ever > 0
