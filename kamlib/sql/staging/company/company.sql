-- one row: the company's own currency, and how finely its sales are dated
-- currency: by policy, or else the one most of its lines are in; NULL where none is told. grain: 'month' where all lines
-- of the last months (six, or all there are) are dated the first day of their month, or all the last one, as sums by
-- month are; else 'day'. days_known_from: the first day from which lines are dated by the day: the far future where the
-- grain is the month, and after three or more such months at the beginning of the data, else the far past.
WITH told AS (
    SELECT currency
    FROM canonical.sales_lines
    WHERE currency IS NOT NULL
    GROUP BY currency
    ORDER BY count(*) DESC, currency
    LIMIT 1
),
ends AS (
    SELECT min(month) AS first_month, max(month) AS last_month FROM staging.sales_months
),
others AS (
    -- the first month that is dated otherwise than the first one, and the last otherwise than the last one
    SELECT
        min(m.month) FILTER (WHERE m.only_day IS NULL OR m.only_day <> coalesce(f.only_day, '')) AS first_by_day,
        max(m.month) FILTER (WHERE m.only_day IS NULL OR m.only_day <> coalesce(l.only_day, '')) AS last_by_day
    FROM staging.sales_months AS m
    CROSS JOIN ends AS e
    JOIN staging.sales_months AS f ON f.month = e.first_month
    JOIN staging.sales_months AS l ON l.month = e.last_month
),
counted AS (
    SELECT
        count(*) FILTER (WHERE o.first_by_day IS NULL OR m.month < o.first_by_day) AS months_at_start,
        count(*) > 0 AND count(*) FILTER (WHERE o.last_by_day IS NULL OR m.month > o.last_by_day) >= least(count(*), 6) AS is_by_month,
        min(o.first_by_day) AS first_by_day
    FROM staging.sales_months AS m
    CROSS JOIN others AS o
)
SELECT
    coalesce(nullif(max(p.money_currency), ''), max(t.currency)) AS currency,
    CASE WHEN bool_or(c.is_by_month) THEN 'month' ELSE 'day' END AS grain,
    CASE
        WHEN bool_or(c.is_by_month) THEN DATE '9999-12-31'
        WHEN max(c.months_at_start) >= 3 THEN max(c.first_by_day)
        ELSE DATE '0001-01-01'
    END AS days_known_from
FROM policy AS p
CROSS JOIN counted AS c
LEFT JOIN told AS t ON true
