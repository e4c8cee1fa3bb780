-- one row per client the churn model learns from: all of them, or so many as the policy says, drawn by a hash of their code
SELECT client_id
FROM (SELECT DISTINCT client_id FROM features.client_day) AS clients
ORDER BY md5(client_id), client_id
LIMIT (SELECT CAST(churn_most_clients_learnt AS BIGINT) FROM policy)
