-- one row per client with a manager known: who holds it now, as assigned or else as most of its 12-month revenue says
WITH assigned AS (
    SELECT
        a.client_id,
        a.manager_id,
        row_number() OVER (
            PARTITION BY a.client_id
            ORDER BY CASE WHEN a.role = 'account' THEN 0 ELSE 1 END NULLS LAST, a.valid_from DESC NULLS LAST, a.manager_id NULLS LAST
        ) AS place
    FROM staging.assignments AS a
    JOIN staging.as_of_windows AS w ON w.is_book AND a.valid_from <= w.as_of AND coalesce(a.valid_to, w.as_of) >= w.as_of
),
sold AS (
    SELECT l.client_id, l.manager_id, sum(l.net) AS net
    FROM staging.sales_lines AS l
    JOIN staging.as_of_windows AS w ON w.is_book AND l.day <= w.as_of AND l.day > w.after_12m
    WHERE l.attribution = 'client' AND l.manager_id IS NOT NULL
    GROUP BY l.client_id, l.manager_id
),
best AS (
    SELECT client_id, manager_id, row_number() OVER (PARTITION BY client_id ORDER BY net DESC NULLS LAST, manager_id NULLS LAST) AS place
    FROM sold
)
SELECT
    coalesce(a.client_id, b.client_id) AS client_id,
    coalesce(a.manager_id, b.manager_id) AS manager_id
FROM (SELECT client_id, manager_id FROM assigned WHERE place = 1) AS a
FULL OUTER JOIN (SELECT client_id, manager_id FROM best WHERE place = 1) AS b ON a.client_id = b.client_id
