-- one row per review date and client with a purchase in its 12 months: class of frequency (T4); value is purchase days in 12 months
-- The median of purchase days over weeks (months) reaches k when more than half of the client's weeks (months) do.
WITH lives AS (
    SELECT
        c.as_of,
        c.client_id,
        c.purchase_days_12m,
        1 + least(date_diff('week', w.after_12m, w.as_of), date_diff('week', c.first_purchase, w.as_of)) AS weeks,
        least(12, 1 + date_diff('month', c.first_purchase, w.as_of)) AS months,
        f.weeks_daily,
        f.weeks_several,
        f.weeks_weekly,
        f.months_several,
        f.months_monthly
    FROM features.client_as_of AS c
    JOIN staging.as_of_windows AS w ON w.as_of = c.as_of
    JOIN features.client_frequency AS f ON f.as_of = c.as_of AND f.client_id = c.client_id
)
SELECT
    as_of,
    client_id,
    CASE
        WHEN 2 * weeks_daily > weeks THEN 'daily'
        WHEN 2 * weeks_several > weeks THEN 'several_a_week'
        WHEN 2 * weeks_weekly > weeks THEN 'weekly'
        WHEN 2 * months_several > months THEN 'several_a_month'
        WHEN 2 * months_monthly > months THEN 'monthly'
        ELSE 'rarer'
    END AS class,
    purchase_days_12m AS value
FROM lives
