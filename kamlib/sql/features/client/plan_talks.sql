-- one row per key client: how it is talked to (K8, steps 3 and 4) – cadences kept, who decides, next steps, documents
-- Where no cadence is agreed, one talk in the policy's days is looked for. Talks of after the review date count too.
WITH agreed AS (
    SELECT
        c.client_id,
        count(*) AS cadences,
        count(*) FILTER (WHERE date_diff('day', c.last_talk, w.as_of) <= c.every_days) AS kept
    FROM features.cadence_talks AS c
    JOIN staging.as_of_windows AS w ON w.is_book
    GROUP BY c.client_id
),
deciders AS (
    SELECT
        s.client_id,
        count(*) AS deciders,
        count(*) FILTER (WHERE date_diff('day', s.last_talk, s.as_of) <= p.people_silent_days) AS heard,
        max(s.last_talk) AS heard_on
    FROM marts.contact_state AS s
    CROSS JOIN policy AS p
    WHERE s.decides
    GROUP BY s.client_id
),
steps AS (
    SELECT s.client_id, count(*) AS talks, count(*) FILTER (WHERE s.has_next_step) AS with_step
    FROM features.spoken AS s
    JOIN staging.as_of_windows AS w ON w.is_book AND s."at" > w.after_12m
    GROUP BY s.client_id
),
papers AS (
    SELECT d.client_id, max(d.dated) AS documents_on
    FROM staging.documents AS d
    JOIN staging.as_of_windows AS w ON w.is_book AND d.dated > w.after_12m
    GROUP BY d.client_id
)
SELECT
    k.client_id,
    coalesce(a.cadences, 0) AS cadences,
    CASE WHEN a.cadences > 0 THEN a.kept WHEN date_diff('day', t.last_talk, w.as_of) <= p.plan_talk_days THEN 1 ELSE 0 END AS kept,
    t.last_talk,
    coalesce(d.deciders, 0) AS deciders,
    coalesce(d.heard, 0) AS deciders_heard,
    d.heard_on AS deciders_heard_on,
    coalesce(s.talks, 0) AS talks,
    coalesce(s.with_step, 0) AS talks_with_step,
    o.documents_on
FROM marts.key_clients AS k
JOIN staging.as_of_windows AS w ON w.is_book
CROSS JOIN policy AS p
LEFT JOIN marts.client_people AS t ON t.client_id = k.client_id
LEFT JOIN agreed AS a ON a.client_id = k.client_id
LEFT JOIN deciders AS d ON d.client_id = k.client_id
LEFT JOIN steps AS s ON s.client_id = k.client_id
LEFT JOIN papers AS o ON o.client_id = k.client_id
WHERE k.is_key
