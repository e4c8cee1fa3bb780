-- a client of several codes whose codes do not add up to it
SELECT m.client_id, sum(m.net_12m) AS members, max(c.net_12m) AS client
FROM marts.client_members AS m
JOIN marts.client_card AS c ON c.client_id = m.client_id
GROUP BY m.client_id
HAVING sum(m.net_12m) <> coalesce(max(c.net_12m), 0)
