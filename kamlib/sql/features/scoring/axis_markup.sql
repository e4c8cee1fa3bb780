-- one row per review date and client whose cost of 12 months is known: class of markup (T6); value is (revenue − cost) / cost
WITH measured AS (
    SELECT as_of, client_id, round(CAST(cm1_12m AS DOUBLE) / nullif(CAST(cost_12m AS DOUBLE), 0) * 1e6) / 1e6 AS markup
    FROM features.client_as_of
    WHERE active_days_12m > 0 AND cost_12m > 0
)
SELECT
    m.as_of,
    m.client_id,
    CASE
        WHEN m.markup < p.markup_low THEN 'under_10'
        WHEN m.markup < p.markup_middle THEN '10_25'
        WHEN m.markup <= p.markup_high THEN '25_50'
        ELSE 'over_50'
    END AS class,
    m.markup AS value
FROM measured AS m
CROSS JOIN policy AS p
