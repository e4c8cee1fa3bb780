-- one row per client whose contribution is known, from the largest down: cumulative contribution and share of the total
-- cumulative_share is NULL where gains and losses leave no total to speak of (money.min_total_share).
SELECT
    c.as_of,
    c.client_id,
    c.contribution_level,
    row_number() OVER down AS place,
    round(CAST(row_number() OVER down AS DOUBLE) / count(*) OVER () * 1e6) / 1e6 AS clients_share,
    c.contribution_12m,
    sum(c.contribution_12m) OVER down AS cumulative_contribution,
    CASE WHEN CAST(sum(c.contribution_12m) OVER () AS DOUBLE) > 0
        AND CAST(sum(c.contribution_12m) OVER () AS DOUBLE) >= p.money_min_total_share * CAST(sum(abs(c.contribution_12m)) OVER () AS DOUBLE)
        THEN round(
            CAST(sum(c.contribution_12m) OVER down AS DOUBLE) / CAST(sum(c.contribution_12m) OVER () AS DOUBLE) * 1e6
        ) / 1e6 END AS cumulative_share
FROM marts.contribution AS c
CROSS JOIN policy AS p
WHERE c.contribution_12m IS NOT NULL
WINDOW down AS (ORDER BY c.contribution_12m DESC NULLS LAST, c.client_id NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
