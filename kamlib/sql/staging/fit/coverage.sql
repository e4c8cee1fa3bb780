-- one row per need, USP and client (NULL: the general view): which share of the need the USP covers, 0 to 1
-- Of several codes of one client, what was told of the code it counts under goes first.
WITH told AS (
    SELECT
        c.need,
        c.usp_id,
        coalesce(g.group_id, c.client_id) AS client_id,
        c.coverage,
        nullif(trim(c.evidence), '') AS evidence,
        row_number() OVER (
            PARTITION BY c.need, c.usp_id, coalesce(g.group_id, c.client_id)
            ORDER BY CASE WHEN g.group_id IS NULL THEN 0 ELSE 1 END NULLS LAST, c.coverage DESC NULLS LAST, c.client_id NULLS LAST
        ) AS place
    FROM canonical.coverage AS c
    LEFT JOIN staging.client_groups AS g ON g.client_id = c.client_id
    WHERE c.coverage IS NOT NULL
)
SELECT need, usp_id, client_id, coverage, evidence
FROM told
WHERE place = 1
