-- one row per channel (NULL: not known) and client with goods in the 24 months before the book's date
SELECT
    l.channel,
    l.client_id,
    count(*) FILTER (WHERE l.day > w.after_12m) AS lines_12m,
    coalesce(sum(l.net) FILTER (WHERE l.day > w.after_12m), 0) AS net_12m,
    coalesce(sum(l.net) FILTER (WHERE l.day <= w.after_12m), 0) AS net_12m_before,
    CASE
        WHEN count(*) FILTER (WHERE l.day > w.after_12m AND l.cost IS NULL) = 0
            THEN coalesce(sum(l.net - l.cost) FILTER (WHERE l.day > w.after_12m), 0)
    END AS cm1_12m,
    min(l.day) AS first_day
FROM staging.sales_lines AS l
JOIN staging.as_of_windows AS w ON w.is_book AND l.day > w.after_24m AND l.day <= w.as_of
WHERE l.attribution = 'client'
GROUP BY l.channel, l.client_id
