-- one row: the company's own currency, by policy or else the one most of its lines are in; NULL where none is told
SELECT coalesce(nullif(max(p.money_currency), ''), max(f.currency)) AS currency
FROM policy AS p
LEFT JOIN (
    SELECT currency
    FROM canonical.sales_lines
    WHERE currency IS NOT NULL
    GROUP BY currency
    ORDER BY count(*) DESC, currency
    LIMIT 1
) AS f ON true
