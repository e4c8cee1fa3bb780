-- one row per client, day and product class ('' where the class is unknown): goods bought and returned
-- The only model that reads every sales line for the clients; all else about them is made from it.
SELECT
    client_id,
    day,
    product_class,
    count(*) AS lines,
    sum(net) AS net,
    sum(CASE WHEN net < 0 THEN -net ELSE 0 END) AS returned,
    sum(cost) AS cost,
    count(*) FILTER (WHERE cost IS NULL) AS lines_without_cost,
    sum(list_amount) AS list_amount,
    sum(net) FILTER (WHERE list_amount IS NOT NULL) AS net_with_list
FROM staging.sales_lines
WHERE attribution = 'client' AND day <= (SELECT max(as_of) FROM as_of)
GROUP BY client_id, day, product_class
