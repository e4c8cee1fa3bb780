-- one row per client: those the company lists and those found on sales lines; codes that count as another one are in it
-- What is told of a group is told of the code it counts under; where that one is silent, what its members all tell alike.
-- Potential and stock are summed.
WITH told AS (
    SELECT
        coalesce(g.group_id, c.client_id) AS client_id,
        g.group_id IS NOT NULL AS is_member,
        c.name,
        c.name_en,
        c.type,
        c.industry,
        c.region,
        c.country,
        c.parent_id,
        c.client_since,
        c.tax_id,
        c.acquired_by,
        c.payment_terms,
        c.credit_days,
        c.prepayment_share,
        c.potential_12m,
        c.stock_kept
    FROM canonical.clients AS c
    LEFT JOIN staging.client_groups AS g ON g.client_id = c.client_id
),
listed AS (
    SELECT
        client_id,
        min(name) FILTER (WHERE NOT is_member) AS name,
        min(name_en) FILTER (WHERE NOT is_member) AS name_en,
        coalesce(min(type) FILTER (WHERE NOT is_member), CASE WHEN min(type) = max(type) THEN min(type) END) AS type,
        coalesce(min(industry) FILTER (WHERE NOT is_member), CASE WHEN min(industry) = max(industry) THEN min(industry) END) AS industry,
        coalesce(min(region) FILTER (WHERE NOT is_member), CASE WHEN min(region) = max(region) THEN min(region) END) AS region,
        coalesce(min(country) FILTER (WHERE NOT is_member), CASE WHEN min(country) = max(country) THEN min(country) END) AS country,
        min(parent_id) FILTER (WHERE NOT is_member) AS parent_id,
        min(client_since) AS client_since,
        coalesce(min(tax_id) FILTER (WHERE NOT is_member), CASE WHEN min(tax_id) = max(tax_id) THEN min(tax_id) END) AS tax_id,
        coalesce(min(acquired_by) FILTER (WHERE NOT is_member), CASE WHEN min(acquired_by) = max(acquired_by) THEN min(acquired_by) END) AS acquired_by,
        coalesce(min(payment_terms) FILTER (WHERE NOT is_member), CASE WHEN min(payment_terms) = max(payment_terms) THEN min(payment_terms) END) AS payment_terms,
        coalesce(min(credit_days) FILTER (WHERE NOT is_member), CASE WHEN min(credit_days) = max(credit_days) THEN min(credit_days) END) AS credit_days,
        coalesce(min(prepayment_share) FILTER (WHERE NOT is_member), CASE WHEN min(prepayment_share) = max(prepayment_share) THEN min(prepayment_share) END) AS prepayment_share,
        sum(potential_12m) AS potential_12m,
        sum(stock_kept) AS stock_kept
    FROM told
    GROUP BY client_id
),
sold AS (
    SELECT DISTINCT coalesce(g.group_id, l.client_id) AS client_id
    FROM (SELECT DISTINCT client_id FROM canonical.sales_lines WHERE client_id IS NOT NULL) AS l
    LEFT JOIN staging.client_groups AS g ON g.client_id = l.client_id
)
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
    c.tax_id,
    c.acquired_by,
    c.payment_terms,
    c.credit_days,
    c.prepayment_share,
    c.potential_12m,
    c.stock_kept,
    l.client_id IS NOT NULL AS has_lines
FROM listed AS c
FULL OUTER JOIN sold AS l ON c.client_id = l.client_id
