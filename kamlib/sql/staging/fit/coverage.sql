-- one row per need, USP and client (NULL: the general view): which share of the need the USP covers, 0 to 1
SELECT
    need,
    usp_id,
    client_id,
    coverage,
    nullif(trim(evidence), '') AS evidence
FROM canonical.coverage
WHERE coverage IS NOT NULL
