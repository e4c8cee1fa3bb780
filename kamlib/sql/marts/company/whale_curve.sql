-- one row per client whose contribution is known, from the largest down: cumulative share of the total
SELECT
    as_of,
    client_id,
    contribution_level,
    row_number() OVER down AS place,
    round(CAST(row_number() OVER down AS DOUBLE) / count(*) OVER () * 1e6) / 1e6 AS clients_share,
    contribution_12m,
    round(
        CAST(sum(contribution_12m) OVER down AS DOUBLE) / nullif(CAST(sum(contribution_12m) OVER () AS DOUBLE), 0) * 1e6
    ) / 1e6 AS cumulative_share
FROM marts.contribution
WHERE contribution_12m IS NOT NULL
WINDOW down AS (ORDER BY contribution_12m DESC NULLS LAST, client_id NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
