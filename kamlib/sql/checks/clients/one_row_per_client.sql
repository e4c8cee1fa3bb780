-- marts told to be one row per client must be so
SELECT 'client_card' AS mart, client_id, count(*) AS times FROM marts.client_card GROUP BY client_id HAVING count(*) > 1
UNION ALL
SELECT 'abc_xyz', client_id, count(*) FROM marts.abc_xyz GROUP BY client_id HAVING count(*) > 1
UNION ALL
SELECT 'rfm', client_id, count(*) FROM marts.rfm GROUP BY client_id HAVING count(*) > 1
UNION ALL
SELECT 'contribution', client_id, count(*) FROM marts.contribution GROUP BY client_id HAVING count(*) > 1
UNION ALL
SELECT 'peers', client_id, count(*) FROM marts.peers GROUP BY client_id HAVING count(*) > 1
UNION ALL
SELECT 'usp_fit', client_id, count(*) FROM marts.usp_fit GROUP BY client_id HAVING count(*) > 1
UNION ALL
SELECT 'axes ' || axis, client_id, count(*) FROM marts.axes GROUP BY axis, client_id HAVING count(*) > 1
