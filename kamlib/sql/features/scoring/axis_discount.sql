-- one row per review date and client with a list amount in its 12 months: class of discount (T8); value is the discount share
WITH measured AS (
    SELECT
        as_of,
        client_id,
        round((1 - CAST(net_with_list_12m AS DOUBLE) / CAST(list_12m AS DOUBLE)) * 1e6) / 1e6 AS discount
    FROM features.client_as_of
    WHERE list_12m > 0
)
SELECT
    m.as_of,
    m.client_id,
    CASE
        WHEN m.discount < p.discount_none_below THEN 'none'
        WHEN m.discount <= p.discount_low THEN 'up_to_10'
        WHEN m.discount <= p.discount_middle THEN '10_20'
        WHEN m.discount <= p.discount_high THEN '20_40'
        ELSE 'over_40'
    END AS class,
    m.discount AS value
FROM measured AS m
CROSS JOIN policy AS p
