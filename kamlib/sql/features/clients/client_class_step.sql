-- one row per client, product class and step with goods: what windows of any review date are summed from
SELECT
    d.client_id,
    d.product_class,
    s.step,
    sum(d.net) AS net,
    count(*) FILTER (WHERE d.net > 0) AS purchase_days,
    min(d.day) FILTER (WHERE d.net > 0) AS first_purchase,
    max(d.day) FILTER (WHERE d.net > 0) AS last_purchase
FROM features.client_day_class AS d
JOIN features.day_steps AS s ON s.day = d.day
GROUP BY d.client_id, d.product_class, s.step
