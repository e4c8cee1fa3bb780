-- one row per client with an agreed cadence of talks: the shortest agreed, and the earliest day by which a talk is due
-- Where there was none yet, it is due at once.
SELECT client_id, every_days, talk_due_on, contact_id AS talk_due_with
FROM (
    SELECT
        d.client_id,
        d.contact_id,
        d.talk_due_on,
        min(d.every_days) OVER (PARTITION BY d.client_id) AS every_days,
        row_number() OVER (PARTITION BY d.client_id ORDER BY d.talk_due_on NULLS LAST, d.every_days NULLS LAST, d.contact_id NULLS LAST) AS place
    FROM (
        SELECT k.client_id, k.contact_id, k.every_days, coalesce(k.last_talk + CAST(k.every_days AS INTEGER), w.as_of) AS talk_due_on
        FROM features.cadence_talks AS k
        JOIN staging.as_of_windows AS w ON w.is_book
    ) AS d
) AS placed
WHERE place = 1
