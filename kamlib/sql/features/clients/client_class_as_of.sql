-- one row per review date, client and product class bought in the 24 months before: value, timing and own rhythm in it
SELECT
    w.as_of,
    d.client_id,
    d.product_class,
    coalesce(sum(d.net) FILTER (WHERE d.step > w.after_12m), 0) AS net_12m,
    coalesce(sum(d.net) FILTER (WHERE d.step <= w.after_12m), 0) AS net_12m_before,
    coalesce(sum(d.net) FILTER (WHERE d.step > w.after_3m), 0) AS net_3m,
    CAST(sum(d.purchase_days) AS BIGINT) AS purchase_days_24m,
    min(d.first_purchase) AS first_purchase_24m,
    max(d.last_purchase) AS last_purchase,
    date_diff('day', max(d.last_purchase), w.as_of) AS idle_days,
    CAST(date_diff('day', min(d.first_purchase), max(d.last_purchase)) AS DOUBLE) / nullif(sum(d.purchase_days) - 1, 0) AS mean_gap_days
FROM features.client_class_step AS d
JOIN staging.as_of_windows AS w ON d.step <= w.as_of AND d.step > w.after_24m
GROUP BY w.as_of, d.client_id, d.product_class
