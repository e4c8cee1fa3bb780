-- one row per review date and client with a purchase in its 12 months: class of frequency (T4); value is purchase days in 12 months
-- The median of purchase days over weeks (months) reaches k when more than half of the client's weeks (months) do. Weeks
-- begin on Mondays; the first and the last may be cut. Where a part of the 12 months is dated by month only, one purchase
-- day a month may stand for many: monthly_or_more.
WITH lives AS (
    SELECT
        c.as_of,
        c.client_id,
        c.purchase_days_12m,
        1 + date_diff(
            'day', date_trunc('week', greatest(c.first_purchase, CAST(w.after_12m + INTERVAL 1 DAY AS DATE))), date_trunc('week', w.as_of)
        ) // 7 AS weeks,
        k.days_known_from > CAST(w.after_12m + INTERVAL 1 DAY AS DATE) AS is_by_month,
        least(12, 1 + date_diff('month', c.first_purchase, w.as_of)) AS months,
        f.weeks_daily,
        f.weeks_several,
        f.weeks_weekly,
        f.months_several,
        f.months_monthly
    FROM features.client_as_of AS c
    JOIN staging.as_of_windows AS w ON w.as_of = c.as_of
    CROSS JOIN staging.company AS k
    JOIN features.client_frequency AS f ON f.as_of = c.as_of AND f.client_id = c.client_id
)
SELECT
    as_of,
    client_id,
    CASE
        WHEN is_by_month AND 2 * months_monthly > months THEN 'monthly_or_more'
        WHEN is_by_month THEN 'rarer'
        WHEN 2 * weeks_daily > weeks THEN 'daily'
        WHEN 2 * weeks_several > weeks THEN 'several_a_week'
        WHEN 2 * weeks_weekly > weeks THEN 'weekly'
        WHEN 2 * months_several > months THEN 'several_a_month'
        WHEN 2 * months_monthly > months THEN 'monthly'
        ELSE 'rarer'
    END AS class,
    purchase_days_12m AS value
FROM lives
