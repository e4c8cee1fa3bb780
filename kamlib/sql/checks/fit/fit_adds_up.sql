-- fit_low ≤ fit_share ≤ fit_high for every client, and its gaps sum to what even the best case leaves open
SELECT f.client_id, f.fit_low, f.fit_share, f.fit_high, g.gap_share
FROM marts.usp_fit AS f
JOIN (
    SELECT client_id, coalesce(sum(gap_share), 0) AS gap_share, count(*) AS needs FROM marts.usp_gaps GROUP BY client_id
) AS g ON g.client_id = f.client_id
WHERE f.fit_low > f.fit_share OR f.fit_share > f.fit_high OR abs(1 - f.fit_high - g.gap_share) > 0.000001 * (g.needs + 1)
