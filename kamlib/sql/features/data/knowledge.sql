-- one row per thing a company's files can tell us: how many rows could tell it and how many do
WITH lines AS (
    SELECT
        count(*) AS lines,
        count(client_id) AS client_id,
        count(product_id) AS product_id,
        count(quantity) AS quantity,
        count(list_amount) AS list_amount,
        count(cost_amount) AS cost_amount,
        count(manager_id) AS manager_id,
        count(channel) AS channel
    FROM canonical.sales_lines
)
SELECT 'sales_lines.client_id' AS item, lines AS rows_possible, client_id AS rows_known FROM lines
UNION ALL SELECT 'sales_lines.product_id', lines, product_id FROM lines
UNION ALL SELECT 'sales_lines.quantity', lines, quantity FROM lines
UNION ALL SELECT 'sales_lines.list_amount', lines, list_amount FROM lines
UNION ALL SELECT 'sales_lines.cost_amount', lines, cost_amount FROM lines
UNION ALL SELECT 'sales_lines.manager_id', lines, manager_id FROM lines
UNION ALL SELECT 'sales_lines.channel', lines, channel FROM lines
UNION ALL SELECT 'products.product_class', count(*), count(product_class) FROM staging.products
UNION ALL SELECT 'clients.name', count(*), count(*) FILTER (WHERE name <> client_id) FROM staging.clients
UNION ALL SELECT 'clients.type', count(*), count(type) FROM staging.clients
UNION ALL SELECT 'clients.region', count(*), count(coalesce(region, country)) FROM staging.clients
UNION ALL SELECT 'clients.payment_terms', count(*), count(payment_terms) FROM staging.clients
UNION ALL SELECT 'managers', count(*), count(*) FROM canonical.managers
UNION ALL SELECT 'assignments', count(*), count(*) FROM canonical.assignments
UNION ALL SELECT 'activity_rates', count(*), count(*) FROM canonical.activity_rates
UNION ALL SELECT 'receivables', count(*), count(*) FROM canonical.receivables
UNION ALL SELECT 'payments', count(*), count(*) FROM (
    SELECT client_id FROM canonical.payments UNION ALL SELECT client_id FROM canonical.receivables
) AS either
UNION ALL SELECT 'plan', count(*), count(*) FROM canonical.plan
UNION ALL SELECT 'feedback', count(*), count(*) FROM canonical.feedback
UNION ALL SELECT 'deals', count(*), count(*) FROM canonical.deals
UNION ALL SELECT 'retention_actions', count(*), count(*) FROM canonical.retention_actions
UNION ALL SELECT 'client_gains', count(*), count(*) FROM canonical.client_gains
