-- one row: the ends of the last complete month and of the last complete week of the sales lines, never later than $today
-- A month counts when it has at least a fifth of the usual number of lines, so that one mistyped year decides
-- nothing; it is complete when no more days are missing at its end than the company is ever silent for, or where
-- sales are told by the month: all of the last six on first days, and then no week is known (NULL). Weeks end on Sundays, and
-- are complete when no more days are missing than the longest silence has.
WITH days AS (
    SELECT order_date AS day, count(*) AS lines
    FROM canonical.sales_lines
    WHERE order_date <= CAST($today AS DATE)
    GROUP BY order_date
),
months AS (
    SELECT last_day(day) AS month_end, max(day) AS last_sale, sum(lines) AS lines
    FROM days
    GROUP BY last_day(day)
),
usual AS (
    SELECT median(lines) AS lines FROM months
),
newest AS (
    SELECT max(month_end) AS month_end, max(last_sale) AS last_sale
    FROM months, usual
    WHERE months.lines * 5 >= usual.lines
),
silence AS (
    SELECT least(coalesce(max(gap), 0), 7) AS days
    FROM (
        SELECT date_diff('day', lag(day) OVER (ORDER BY day), day) AS gap
        FROM days, newest
        WHERE day <= last_sale AND day > last_sale - 90
    )
),
told_by AS (
    SELECT bool_and(day = CAST(date_trunc('month', day) AS DATE)) AS month
    FROM days, newest
    WHERE day <= last_sale AND day > last_day(CAST(last_sale - INTERVAL 6 MONTH AS DATE))
)
SELECT CASE
    WHEN month_end <= CAST($today AS DATE)
        AND (told_by.month OR date_diff('day', last_sale, month_end) <= silence.days)
        THEN month_end
    ELSE last_day(CAST(month_end - INTERVAL 1 MONTH AS DATE))
END AS month_end,
CASE
    WHEN told_by.month THEN NULL
    WHEN CAST(date_trunc('week', last_sale) AS DATE) + 6 <= CAST($today AS DATE)
        AND date_diff('day', last_sale, CAST(date_trunc('week', last_sale) AS DATE) + 6) < silence.days
        THEN CAST(date_trunc('week', last_sale) AS DATE) + 6
    ELSE CAST(date_trunc('week', last_sale) AS DATE) - 1
END AS week_end
FROM newest, silence, told_by
WHERE last_sale IS NOT NULL
