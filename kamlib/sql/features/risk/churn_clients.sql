-- one row per client the churn model learns from: all of them, or so many as the policy says, drawn by a hash of their code
WITH drawn AS (
    SELECT
        c.client_id,
        row_number() OVER (PARTITION BY w.as_of ORDER BY md5(c.client_id) NULLS LAST, c.client_id NULLS LAST) AS place
    FROM (SELECT DISTINCT client_id FROM features.client_day) AS c
    JOIN staging.as_of_windows AS w ON w.is_book
)
SELECT d.client_id
FROM drawn AS d
CROSS JOIN policy AS p
WHERE d.place <= p.churn_most_clients_learnt
