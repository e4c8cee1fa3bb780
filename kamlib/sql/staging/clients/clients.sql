-- one row per client: those the company lists and those found on sales lines
SELECT
    coalesce(c.client_id, l.client_id) AS client_id,
    coalesce(c.name, c.client_id, l.client_id) AS name,
    coalesce(c.name_en, c.name, c.client_id, l.client_id) AS name_en,
    c.type,
    c.industry,
    c.region,
    c.country,
    c.parent_id,
    c.client_since,
    c.payment_terms,
    c.credit_days,
    c.prepayment_share,
    c.potential_12m,
    c.stock_kept,
    l.client_id IS NOT NULL AS has_lines
FROM canonical.clients AS c
FULL OUTER JOIN (
    SELECT DISTINCT client_id FROM canonical.sales_lines WHERE client_id IS NOT NULL
) AS l ON c.client_id = l.client_id
