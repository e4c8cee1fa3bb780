-- one row per day with goods up to the book's date: the last day of its step
-- Every window of every review date is made of whole steps, and no step goes over the end of a month, so that what is
-- summed by step serves all review dates: far fewer rows than days.
WITH days AS (
    SELECT DISTINCT day FROM features.client_day
),
bounds AS (
    SELECT as_of AS bound FROM staging.as_of_windows
    UNION SELECT after_1m FROM staging.as_of_windows
    UNION SELECT after_3m FROM staging.as_of_windows
    UNION SELECT after_6m FROM staging.as_of_windows
    UNION SELECT after_12m FROM staging.as_of_windows
    UNION SELECT after_24m FROM staging.as_of_windows
)
SELECT d.day, least(min(b.bound), last_day(d.day)) AS step
FROM days AS d
JOIN bounds AS b ON b.bound >= d.day
GROUP BY d.day
