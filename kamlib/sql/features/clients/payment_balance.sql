-- one row per client sold something or paying while payments cover the sales: what it owed on a mean day of the 12 months, as sold less paid
-- The balance begins at 0 on the first day covered. average_receivable counts the days it is above 0: what is paid ahead
-- is no receivable; average_balance counts all. is_least: what it owed before is not known, so it owed that much or more.
WITH running AS (
    SELECT
        client_id,
        day,
        sum(sold - paid) OVER (PARTITION BY client_id ORDER BY day NULLS LAST ROWS UNBOUNDED PRECEDING) AS balance,
        lead(day) OVER (PARTITION BY client_id ORDER BY day NULLS LAST) AS next_day
    FROM features.payment_moves
),
held AS (
    SELECT
        r.client_id,
        r.balance,
        r.next_day IS NULL AS is_last,
        date_diff('day', greatest(w.after_12m, c.covered_from), c.covered_to) AS days,
        greatest(
            date_diff('day', greatest(r.day, w.after_12m), least(coalesce(r.next_day, c.covered_to), c.covered_to)), 0
        ) AS days_held
    FROM running AS r
    CROSS JOIN features.payments_covered AS c
    JOIN staging.as_of_windows AS w ON w.is_book
),
moved AS (
    SELECT
        m.client_id,
        min(m.day) AS first_move,
        sum(m.sold) AS sold,
        sum(m.paid) AS paid,
        coalesce(sum(m.sold) FILTER (WHERE m.day > w.after_12m), 0) AS sold_12m
    FROM features.payment_moves AS m
    JOIN staging.as_of_windows AS w ON w.is_book
    GROUP BY m.client_id
),
means AS (
    SELECT
        client_id,
        max(days) AS days_covered,
        CAST(sum(greatest(balance, 0) * days_held) AS DOUBLE) AS receivable_days,
        CAST(sum(balance * days_held) AS DOUBLE) AS balance_days,
        max(balance) FILTER (WHERE is_last) AS balance_now
    FROM held
    GROUP BY client_id
)
SELECT
    a.client_id,
    CAST(round(a.receivable_days / nullif(a.days_covered, 0) * 1e4) / 1e4 AS DECIMAL(18, 4)) AS average_receivable,
    CAST(round(a.balance_days / nullif(a.days_covered, 0) * 1e4) / 1e4 AS DECIMAL(18, 4)) AS average_balance,
    a.balance_now,
    a.days_covered,
    m.sold,
    m.paid,
    m.sold_12m,
    date_diff('day', c.covered_from, m.first_move) <= p.payment_opening_days AS is_least
FROM means AS a
JOIN moved AS m ON m.client_id = a.client_id
CROSS JOIN features.payments_covered AS c
CROSS JOIN policy AS p
