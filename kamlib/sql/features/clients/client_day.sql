-- one row per client and day with goods bought or returned; a purchase day has positive net revenue
SELECT
    client_id,
    day,
    sum(lines) AS lines,
    sum(net) AS net,
    sum(returned) AS returned,
    sum(cost) AS cost,
    sum(lines_without_cost) AS lines_without_cost,
    sum(list_amount) AS list_amount,
    sum(net_with_list) AS net_with_list,
    sum(net) > 0 AS is_purchase
FROM features.client_day_class
GROUP BY client_id, day
