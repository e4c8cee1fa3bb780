-- one row per client and purchase day after the first: days since the purchase before
-- Where sales are dated by the day only from some day on, of purchases from that day on.
SELECT client_id, day, gap_days
FROM (
    SELECT
        client_id,
        day,
        date_diff('day', lag(day) OVER (PARTITION BY client_id ORDER BY day NULLS LAST), day) AS gap_days
    FROM features.client_day
    CROSS JOIN staging.company AS c
    WHERE is_purchase AND (c.grain = 'month' OR day >= c.days_known_from)
) AS purchases
WHERE gap_days IS NOT NULL
