-- revenue shares of all clients must sum to 1
SELECT sum(revenue_share) AS total
FROM marts.abc_xyz
HAVING abs(sum(revenue_share) - 1) > 0.000001
