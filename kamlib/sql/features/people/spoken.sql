-- one row per talk that the client's side took part in: a visit, a call, a letter; deliveries are no talk
-- Whether the client answered is often not told (two_way is NULL): then it counts as a talk. Of the files nothing after the
-- review date counts; what people entered counts as it stands.
SELECT
    i.interaction_id,
    i.client_id,
    i.contact_id,
    i.manager_id,
    i."at",
    i.kind,
    i.has_next_step,
    i.next_on
FROM staging.interactions AS i
JOIN staging.as_of_windows AS w ON w.is_book
WHERE i.kind <> 'delivery' AND coalesce(i.two_way, true) AND (i.is_entered OR i."at" <= w.as_of)
