-- one row per person of ours who works with clients: those listed and those found on sales lines
SELECT
    coalesce(m.manager_id, l.manager_id) AS manager_id,
    coalesce(m.name, m.manager_id, l.manager_id) AS name,
    coalesce(m.name_en, m.name, m.manager_id, l.manager_id) AS name_en,
    m.role,
    m.hired_on,
    m.left_on,
    m.monthly_cost,
    m.capacity_hours
FROM canonical.managers AS m
FULL OUTER JOIN (
    SELECT DISTINCT manager_id FROM canonical.sales_lines WHERE manager_id IS NOT NULL
) AS l ON m.manager_id = l.manager_id
