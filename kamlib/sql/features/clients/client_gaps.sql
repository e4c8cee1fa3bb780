-- one row per client and purchase day after the first: days since the purchase before
SELECT client_id, day, gap_days
FROM (
    SELECT
        client_id,
        day,
        date_diff('day', lag(day) OVER (PARTITION BY client_id ORDER BY day NULLS LAST), day) AS gap_days
    FROM features.client_day
    WHERE is_purchase
) AS purchases
WHERE gap_days IS NOT NULL
