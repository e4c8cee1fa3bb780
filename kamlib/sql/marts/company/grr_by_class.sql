-- one row per comparison and ABC class a year before: gross and net retention of the clients that were in it
SELECT
    r.as_of,
    r.period,
    coalesce(a.class, 'none') AS abc_before,
    count(*) AS clients,
    sum(r.net_before) AS revenue_before,
    sum(r.net_now) AS revenue_after,
    round(
        CAST(sum(least(r.net_now, r.net_before)) AS DOUBLE) / nullif(CAST(sum(r.net_before) AS DOUBLE), 0) * 1e6
    ) / 1e6 AS grr,
    round(CAST(sum(r.net_now) AS DOUBLE) / nullif(CAST(sum(r.net_before) AS DOUBLE), 0) * 1e6) / 1e6 AS nrr
FROM marts.revenue_changes AS r
JOIN staging.as_of_windows AS w
    ON (r.period = 'quarter_before' AND w.months_back = 3) OR (r.period <> 'quarter_before' AND w.months_back = 12)
LEFT JOIN features.classes AS a ON a.as_of = w.as_of AND a.axis = 'abc' AND a.client_id = r.client_id
WHERE r.net_before > 0
GROUP BY r.as_of, r.period, coalesce(a.class, 'none')
