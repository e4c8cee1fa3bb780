-- every client has seven criteria, four groups with one primary at most, and one place on the selection rule
SELECT c.client_id, 'criteria' AS mart, count(k.client_id) AS times
FROM marts.client_card AS c
LEFT JOIN marts.criteria AS k ON k.client_id = c.client_id
GROUP BY c.client_id
HAVING count(k.client_id) <> 7
UNION ALL
SELECT c.client_id, 'client_groups', count(g.client_id)
FROM marts.client_card AS c
LEFT JOIN marts.client_groups AS g ON g.client_id = c.client_id
GROUP BY c.client_id
HAVING count(g.client_id) <> 4 OR count(*) FILTER (WHERE g.is_primary) > 1
UNION ALL
SELECT c.client_id, 'key_clients', count(r.client_id)
FROM marts.client_card AS c
LEFT JOIN marts.key_clients AS r ON r.client_id = c.client_id
GROUP BY c.client_id
HAVING count(r.client_id) <> 1
