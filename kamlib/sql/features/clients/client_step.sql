-- one row per client and step with goods: what windows of any review date are summed from
SELECT
    d.client_id,
    s.step,
    count(*) AS days,
    count(*) FILTER (WHERE d.is_purchase) AS purchase_days,
    min(d.day) FILTER (WHERE d.is_purchase) AS first_purchase,
    max(d.day) FILTER (WHERE d.is_purchase) AS last_purchase,
    sum(d.net) AS net,
    sum(d.returned) AS returned,
    sum(d.cost) AS cost,
    sum(d.lines_without_cost) AS lines_without_cost,
    sum(d.list_amount) AS list_amount,
    sum(d.net_with_list) AS net_with_list
FROM features.client_day AS d
JOIN features.day_steps AS s ON s.day = d.day
GROUP BY d.client_id, s.step
