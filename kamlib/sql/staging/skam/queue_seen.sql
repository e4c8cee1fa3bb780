-- one row per thing in the queue and earlier review date at which a book published had it
SELECT DISTINCT s.as_of, s.client_id, s.item, s.thing, s.item_id
FROM canonical.queue_seen AS s
JOIN staging.as_of_windows AS w ON w.is_book AND s.as_of < w.as_of
