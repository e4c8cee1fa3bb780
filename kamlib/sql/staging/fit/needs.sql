-- one row per client and need, as people recorded it
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    client_id,
    need,
    coalesce(need_en, need) AS need_en,
    importance,
    coalesce(must_have, false) AS must_have,
    minimum,
    nullif(trim(evidence), '') AS evidence,
    author,
    recorded_on
FROM canonical.needs
WHERE importance > 0
