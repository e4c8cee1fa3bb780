-- one row per review date and client with a purchase in its 12 months: in how many weeks and months it bought how often
WITH weeks AS (
    SELECT w.as_of, d.client_id, CAST(date_trunc('week', d.day) AS DATE) AS week, count(*) AS days
    FROM features.client_day AS d
    JOIN staging.as_of_windows AS w ON d.day <= w.as_of AND d.day > w.after_12m
    WHERE d.is_purchase
    GROUP BY w.as_of, d.client_id, CAST(date_trunc('week', d.day) AS DATE)
),
months AS (
    SELECT w.as_of, d.client_id, CAST(date_trunc('month', d.day) AS DATE) AS month, count(*) AS days
    FROM features.client_day AS d
    JOIN staging.as_of_windows AS w ON d.day <= w.as_of AND d.day > w.after_12m
    WHERE d.is_purchase
    GROUP BY w.as_of, d.client_id, CAST(date_trunc('month', d.day) AS DATE)
),
by_week AS (
    SELECT
        as_of,
        client_id,
        count(*) FILTER (WHERE days >= p.frequency_daily_days_a_week) AS weeks_daily,
        count(*) FILTER (WHERE days >= p.frequency_several_days_a_week) AS weeks_several,
        count(*) FILTER (WHERE days >= p.frequency_weekly_days_a_week) AS weeks_weekly
    FROM weeks
    CROSS JOIN policy AS p
    GROUP BY as_of, client_id
),
by_month AS (
    SELECT
        as_of,
        client_id,
        count(*) FILTER (WHERE days >= p.frequency_several_days_a_month) AS months_several,
        count(*) FILTER (WHERE days >= p.frequency_monthly_days_a_month) AS months_monthly,
        count(*) AS active_months_12m
    FROM months
    CROSS JOIN policy AS p
    GROUP BY as_of, client_id
)
SELECT
    w.as_of,
    w.client_id,
    w.weeks_daily,
    w.weeks_several,
    w.weeks_weekly,
    m.months_several,
    m.months_monthly,
    m.active_months_12m
FROM by_week AS w
JOIN by_month AS m ON m.as_of = w.as_of AND m.client_id = w.client_id
