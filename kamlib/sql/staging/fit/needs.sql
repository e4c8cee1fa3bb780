-- one row per client and need, as people recorded it; of several codes of one client, where it is the most important
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
WITH told AS (
    SELECT
        coalesce(g.group_id, n.client_id) AS client_id,
        n.need,
        coalesce(n.need_en, n.need) AS need_en,
        n.importance,
        coalesce(n.must_have, false) AS must_have,
        n.minimum,
        nullif(trim(n.evidence), '') AS evidence,
        n.author,
        n.recorded_on,
        row_number() OVER (
            PARTITION BY coalesce(g.group_id, n.client_id), n.need
            ORDER BY CASE WHEN n.must_have THEN 0 ELSE 1 END NULLS LAST, n.importance DESC NULLS LAST, n.client_id NULLS LAST
        ) AS place
    FROM canonical.needs AS n
    LEFT JOIN staging.client_groups AS g ON g.client_id = n.client_id
    WHERE n.importance > 0
)
SELECT client_id, need, need_en, importance, must_have, minimum, evidence, author, recorded_on
FROM told
WHERE place = 1
