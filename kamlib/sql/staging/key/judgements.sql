-- one row per client, criterion, author and date of a judgement
-- What people know is taken as it stands when the book is built, also where it was written down after the review date. Of
-- several codes of one client that one person judged on one day, the code it counts under goes first.
WITH told AS (
    SELECT
        coalesce(g.group_id, j.client_id) AS client_id,
        j.criterion,
        j.score,
        nullif(trim(j.evidence), '') AS evidence,
        j.author,
        j.judged_on,
        j.expires_on,
        row_number() OVER (
            PARTITION BY coalesce(g.group_id, j.client_id), j.criterion, j.author, j.judged_on
            ORDER BY CASE WHEN g.group_id IS NULL THEN 0 ELSE 1 END NULLS LAST, j.score DESC NULLS LAST, j.client_id NULLS LAST
        ) AS place
    FROM canonical.judgements AS j
    LEFT JOIN staging.client_groups AS g ON g.client_id = j.client_id
)
SELECT client_id, criterion, score, evidence, author, judged_on, expires_on
FROM told
WHERE place = 1
