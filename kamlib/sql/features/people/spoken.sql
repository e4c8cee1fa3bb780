-- one row per talk that the client's side took part in: a visit, a call, a letter; deliveries are no talk
-- Whether the client answered is often not told (two_way is NULL): then it counts as a talk.
SELECT
    client_id,
    contact_id,
    manager_id,
    "at",
    kind,
    has_next_step
FROM staging.interactions
WHERE kind <> 'delivery' AND coalesce(two_way, true)
