-- one row per client that bought for money in the 12 months, and part of what it is given: its level, and what one unit of level costs a year
-- discount: share of list price, of the amount at list prices; terms: days the average receivable stands for, of the
-- capital a day of revenue ties up; service: cost to serve as a share of revenue, of revenue. NULL: not known.
WITH known AS (
    SELECT
        (SELECT bool_or(is_known) FROM features.payments_told) AS receivables,
        (SELECT count(*) > 0 FROM staging.interactions) AS interactions,
        bool_or(item = 'activity_rates' AND rows_known > 0) AS rates
    FROM features.knowledge
),
clients AS (
    SELECT
        c.client_id,
        CAST(c.net_12m AS DOUBLE) AS net,
        CAST(c.list_12m AS DOUBLE) AS list_amount,
        d.value AS discount_share,
        CASE WHEN k.receivables THEN coalesce(CAST(y.average_receivable AS DOUBLE), 0) END AS receivable,
        CASE
            WHEN k.interactions AND k.rates THEN coalesce(CAST(a.cost_to_serve AS DOUBLE), 0)
            WHEN k.interactions AND p.fit_service_hour_cost > 0 THEN coalesce(CAST(a.hours AS DOUBLE), 0) * p.fit_service_hour_cost
        END AS service,
        date_diff('day', w.after_12m, w.as_of) AS days,
        p.money_capital_rate AS capital_rate
    FROM features.client_as_of AS c
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of
    CROSS JOIN known AS k
    CROSS JOIN policy AS p
    LEFT JOIN features.axis_discount AS d ON d.as_of = c.as_of AND d.client_id = c.client_id
    LEFT JOIN features.payments_12m AS y ON y.client_id = c.client_id
    LEFT JOIN features.activity_12m AS a ON a.client_id = c.client_id
    WHERE c.net_12m > 0
)
SELECT client_id, 'discount' AS part, discount_share AS level, CASE WHEN discount_share IS NOT NULL THEN list_amount END AS unit_cost
FROM clients
UNION ALL
SELECT client_id, 'terms', round(receivable / net * days * 1e2) / 1e2, net / 365 * capital_rate FROM clients
UNION ALL
SELECT client_id, 'service', round(service / net * 1e6) / 1e6, net FROM clients
