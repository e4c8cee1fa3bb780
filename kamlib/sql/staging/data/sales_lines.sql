-- one row per sales line that counts, in the company's currency, with what it is attributed to
-- view
-- A line whose month alone is known stands on the 15th, the middle of it: windows of days then count whole months.
SELECT
    l.line_id,
    l.order_id,
    CASE WHEN l.order_date < c.days_known_from THEN CAST(date_trunc('month', l.order_date) AS DATE) + 14
        ELSE l.order_date END AS day,
    coalesce(g.group_id, l.client_id) AS client_id,
    l.client_id AS member_id,
    l.product_id,
    coalesce(p.product_class, '') AS product_class,
    l.manager_id,
    l.channel,
    l.line_kind,
    CASE
        WHEN l.line_kind = 'service' THEN 'service'
        WHEN l.line_kind = 'write_off' THEN 'write_off'
        WHEN l.line_kind = 'adjustment' THEN 'adjustment'
        WHEN l.client_id IS NULL THEN 'no_client'
        ELSE 'client'
    END AS attribution,
    l.quantity,
    CASE WHEN f.rate IS NULL THEN l.net_amount
        ELSE CAST(round(l.net_amount * f.rate * 1e4) / 1e4 AS DECIMAL(18, 4)) END AS net,
    CASE WHEN f.rate IS NULL THEN l.list_amount
        ELSE CAST(round(l.list_amount * f.rate * 1e4) / 1e4 AS DECIMAL(18, 4)) END AS list_amount,
    CASE WHEN f.rate IS NULL THEN l.cost_amount
        ELSE CAST(round(l.cost_amount * f.rate * 1e4) / 1e4 AS DECIMAL(18, 4)) END AS cost,
    l.currency IS NOT NULL AND l.currency <> c.currency AND f.rate IS NULL AS lacks_rate
FROM canonical.sales_lines AS l
CROSS JOIN staging.company AS c
LEFT JOIN staging.client_groups AS g ON g.client_id = l.client_id
LEFT JOIN canonical.products AS p ON l.product_id = p.product_id
LEFT JOIN staging.fx_periods AS f
    ON l.currency = f.currency AND l.currency <> c.currency
    AND l.order_date >= f.valid_from AND l.order_date < f.valid_to
