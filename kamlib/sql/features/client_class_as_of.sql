-- one row per review date, client and product class bought in the 24 months before: value, timing and own rhythm in it
SELECT
    w.as_of,
    d.client_id,
    d.product_class,
    coalesce(sum(d.net) FILTER (WHERE d.day > w.after_12m), 0) AS net_12m,
    coalesce(sum(d.net) FILTER (WHERE d.day <= w.after_12m), 0) AS net_12m_before,
    coalesce(sum(d.net) FILTER (WHERE d.day > w.after_3m), 0) AS net_3m,
    count(*) FILTER (WHERE d.net > 0) AS purchase_days_24m,
    min(d.day) FILTER (WHERE d.net > 0) AS first_purchase_24m,
    max(d.day) FILTER (WHERE d.net > 0) AS last_purchase,
    date_diff('day', max(d.day) FILTER (WHERE d.net > 0), w.as_of) AS idle_days,
    CAST(date_diff('day', min(d.day) FILTER (WHERE d.net > 0), max(d.day) FILTER (WHERE d.net > 0)) AS DOUBLE)
        / nullif(count(*) FILTER (WHERE d.net > 0) - 1, 0) AS mean_gap_days
FROM features.client_day_class AS d
JOIN staging.as_of_windows AS w ON d.day <= w.as_of AND d.day > w.after_24m
GROUP BY w.as_of, d.client_id, d.product_class
