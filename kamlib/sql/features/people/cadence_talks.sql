-- one row per agreed cadence: when it was last kept
-- Each agreement is held against the talks it is about: with that person, of that kind, or any. NULL: there never was one.
SELECT
    c.client_id,
    c.contact_id,
    c.kind,
    c.every_days,
    max(s."at") AS last_talk
FROM staging.cadences AS c
LEFT JOIN features.spoken AS s
    ON s.client_id = c.client_id
    AND (c.contact_id IS NULL OR s.contact_id = c.contact_id)
    AND (c.kind IS NULL OR s.kind = c.kind)
GROUP BY c.client_id, c.contact_id, c.kind, c.every_days
