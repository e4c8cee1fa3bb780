-- one row per review date and client with a purchase in its 12 months: in how many weeks and months it bought how often
WITH pieces AS (
    SELECT d.client_id, s.step, CAST(date_trunc('week', d.day) AS DATE) AS week, count(*) AS days
    FROM features.client_day AS d
    JOIN features.day_steps AS s ON s.day = d.day
    WHERE d.is_purchase
    GROUP BY d.client_id, s.step, CAST(date_trunc('week', d.day) AS DATE)
),
weeks AS (
    SELECT w.as_of, d.client_id, d.week, sum(d.days) AS days
    FROM pieces AS d
    JOIN staging.as_of_windows AS w ON d.step <= w.as_of AND d.step > w.after_12m
    GROUP BY w.as_of, d.client_id, d.week
),
months AS (
    SELECT w.as_of, d.client_id, CAST(date_trunc('month', d.step) AS DATE) AS month, sum(d.purchase_days) AS days
    FROM features.client_step AS d
    JOIN staging.as_of_windows AS w ON d.step <= w.as_of AND d.step > w.after_12m
    WHERE d.purchase_days > 0
    GROUP BY w.as_of, d.client_id, CAST(date_trunc('month', d.step) AS DATE)
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
