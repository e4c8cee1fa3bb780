-- one row per client and piece of money paid in the 12 months before the book's date: how many days after the sale it came
-- By invoices: from the invoice to its payment. By payments that name an order: from the order's first day. Else the
-- oldest sale is taken to be paid first, returns paying as money does (piece by piece of both running totals), where
-- payments and sales tell the same money. days is below 0 where the money came first, NULL where nothing is sold for it yet.
WITH orders AS (
    SELECT client_id, order_id, min(day) AS sold_on
    FROM staging.sales_lines
    WHERE client_id IS NOT NULL AND order_id IS NOT NULL
    GROUP BY client_id, order_id
),
linked AS (
    SELECT p.client_id, p.paid_on, p.amount, o.sold_on
    FROM staging.payments AS p
    JOIN features.payments_covered AS c ON NOT c.has_invoices
    JOIN staging.company AS g ON g.grain = 'day'
    JOIN staging.as_of_windows AS w ON w.is_book AND p.paid_on > w.after_12m AND p.paid_on <= w.as_of
    JOIN orders AS o ON o.client_id = p.client_id AND o.order_id = p.order_id
    WHERE p.amount > 0
),
sides AS (
    SELECT client_id, day, 'sold' AS side, greatest(sold, 0) AS amount FROM features.payment_moves WHERE sold > 0
    UNION ALL
    SELECT client_id, day, 'back', -sold FROM features.payment_moves WHERE sold < 0
    UNION ALL
    SELECT client_id, day, 'paid', paid FROM features.payment_moves WHERE paid > 0
    UNION ALL
    SELECT client_id, day, 'sold', -paid FROM features.payment_moves WHERE paid < 0
),
ends AS (
    SELECT
        client_id,
        day,
        side,
        sum(amount) OVER (
            PARTITION BY client_id, side = 'sold' ORDER BY day NULLS LAST, side NULLS LAST ROWS UNBOUNDED PRECEDING
        ) AS upto
    FROM sides
),
pieces AS (
    SELECT
        client_id,
        upto - coalesce(lag(upto) OVER (PARTITION BY client_id ORDER BY upto NULLS LAST, day NULLS LAST, side NULLS LAST), 0) AS amount,
        min(day) FILTER (WHERE side = 'sold') OVER (
            PARTITION BY client_id ORDER BY upto NULLS LAST, day NULLS LAST, side NULLS LAST
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS sold_on,
        min(day) FILTER (WHERE side = 'paid') OVER (
            PARTITION BY client_id ORDER BY upto NULLS LAST, day NULLS LAST, side NULLS LAST
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS paid_on,
        min(day) FILTER (WHERE side = 'back') OVER (
            PARTITION BY client_id ORDER BY upto NULLS LAST, day NULLS LAST, side NULLS LAST
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS back_on
    FROM ends
)
SELECT i.client_id, i.paid_on, i.amount, date_diff('day', i.invoiced_on, i.paid_on) AS days
FROM staging.receivables AS i
JOIN staging.as_of_windows AS w ON w.is_book AND i.paid_on > w.after_12m AND i.paid_on <= w.as_of
WHERE i.amount > 0
UNION ALL
SELECT client_id, paid_on, amount, date_diff('day', sold_on, paid_on)
FROM linked
UNION ALL
SELECT p.client_id, p.paid_on, p.amount, date_diff('day', p.sold_on, p.paid_on)
FROM pieces AS p
JOIN features.payments_told AS t ON t.is_by_balance
JOIN staging.as_of_windows AS w ON w.is_book AND p.paid_on > w.after_12m
LEFT JOIN (SELECT DISTINCT client_id FROM linked) AS l ON l.client_id = p.client_id
WHERE l.client_id IS NULL AND p.amount > 0 AND (p.back_on IS NULL OR p.paid_on < p.back_on)
