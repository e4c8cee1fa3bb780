-- one row per client and calendar month with goods bought or returned
SELECT
    client_id,
    CAST(date_trunc('month', day) AS DATE) AS month,
    sum(net) AS net,
    CASE WHEN sum(lines_without_cost) = 0 THEN sum(net) - sum(cost) END AS cm1,
    count(*) FILTER (WHERE is_purchase) AS purchase_days
FROM features.client_day
GROUP BY client_id, CAST(date_trunc('month', day) AS DATE)
