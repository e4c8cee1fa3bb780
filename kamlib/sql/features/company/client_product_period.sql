-- one row per client and product bought in the 24 months before the book's date: quantity and value in the windows compared
-- A pair is measured only where every one of its lines tells a quantity.
WITH lines AS (
    SELECT
        l.client_id,
        l.product_id,
        l.quantity,
        l.net,
        l.day > w.after_24m AND l.day <= w.after_12m AS in_year_base,
        l.day > w.after_12m AS in_year_current,
        l.day > w.after_15m AND l.day <= w.after_12m AS in_quarter_base,
        l.day > w.after_3m AS in_quarter_current
    FROM staging.sales_lines AS l
    JOIN staging.as_of_windows AS w ON w.is_book AND l.day <= w.as_of AND l.day > w.after_24m
    WHERE l.attribution = 'client'
)
SELECT
    client_id,
    product_id,
    count(*) = count(quantity) AND product_id IS NOT NULL AS is_measured,
    sum(quantity) FILTER (WHERE in_year_base) AS year_base_quantity,
    sum(net) FILTER (WHERE in_year_base) AS year_base_net,
    sum(quantity) FILTER (WHERE in_year_current) AS year_current_quantity,
    sum(net) FILTER (WHERE in_year_current) AS year_current_net,
    sum(quantity) FILTER (WHERE in_quarter_base) AS quarter_base_quantity,
    sum(net) FILTER (WHERE in_quarter_base) AS quarter_base_net,
    sum(quantity) FILTER (WHERE in_quarter_current) AS quarter_current_quantity,
    sum(net) FILTER (WHERE in_quarter_current) AS quarter_current_net
FROM lines
GROUP BY client_id, product_id
