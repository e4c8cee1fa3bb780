-- one row per calendar month with sales lines: 'first' or 'last' where all its lines are dated the first or last day of it
SELECT
    CAST(date_trunc('month', order_date) AS DATE) AS month,
    CASE
        WHEN max(day(order_date)) = 1 THEN 'first'
        WHEN min(order_date) = last_day(min(order_date)) THEN 'last'
    END AS only_day
FROM (SELECT DISTINCT order_date FROM canonical.sales_lines WHERE order_date <= (SELECT max(as_of) FROM as_of)) AS dated
GROUP BY CAST(date_trunc('month', order_date) AS DATE)
