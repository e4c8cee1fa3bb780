-- one row per cohort of clients, by the year they came, by the way they came, by both: who of them buys and what they bring, then and now
-- Of clients whom the data have from their first day on the year may be an earlier one: is_from_start.
SELECT
    CASE WHEN grouping(j.acquired_by) = 1 THEN 'year' WHEN grouping(j.cohort_year) = 1 THEN 'way' ELSE 'year_and_way' END AS cohort_by,
    CAST(j.cohort_year AS VARCHAR) AS cohort_year,
    j.acquired_by,
    bool_or(j.is_from_start) AS is_from_start,
    count(*) AS clients,
    count(*) FILTER (WHERE c.was_active) AS active_then,
    count(*) FILTER (WHERE c.is_active) AS active_now,
    round(sum(c.net_12m_then) * 1e2) / 1e2 AS net_12m_then,
    round(sum(c.net_12m) * 1e2) / 1e2 AS net_12m,
    round(sum(c.net_12m_change) * 1e2) / 1e2 AS net_12m_change,
    round(sum(c.contribution_12m_then) * 1e2) / 1e2 AS contribution_12m_then,
    round(sum(c.contribution_12m) * 1e2) / 1e2 AS contribution_12m
FROM compared AS c
JOIN joined AS j ON j.client_id = c.client_id
GROUP BY GROUPING SETS ((j.cohort_year), (j.acquired_by), (j.cohort_year, j.acquired_by))
ORDER BY cohort_by, j.cohort_year NULLS FIRST, j.acquired_by NULLS LAST
