-- one row per active client and gap in its decision map (K7): what of it makes losing the client easier
-- since: the last talk it is about; NULL: there never was one. share: of talks with somebody named.
WITH asked AS (
    SELECT client_id, relationship, satisfaction, given_on
    FROM (
        SELECT f.*, row_number() OVER (PARTITION BY f.client_id ORDER BY f.given_on DESC NULLS LAST, f.contact_id NULLS LAST) AS place
        FROM staging.feedback AS f
        JOIN staging.as_of_windows AS w ON w.is_book AND f.given_on <= w.as_of
        WHERE f.relationship IS NOT NULL AND f.satisfaction IS NOT NULL
    ) AS ranked
    WHERE place = 1
),
seen AS (
    SELECT
        c.client_id,
        w.as_of,
        coalesce(k.contacts, 0) AS contacts,
        coalesce(k.deciders, 0) AS deciders,
        coalesce(k.unjudged, 0) AS unjudged,
        k.decider_last_talk,
        k.last_talk,
        coalesce(k.talks_12m, 0) AS talks_12m,
        coalesce(k.our_people_12m, 0) AS our_people_12m,
        k.one_person_share,
        coalesce(k.named_talks_12m, 0) AS named_talks_12m,
        a.relationship,
        a.satisfaction,
        a.given_on,
        n.contacts AS contacts_known
    FROM marts.client_card AS c
    JOIN staging.as_of_windows AS w ON w.is_book
    CROSS JOIN (SELECT sum(contacts) AS contacts FROM marts.client_people) AS n
    LEFT JOIN marts.client_people AS k ON k.client_id = c.client_id
    LEFT JOIN asked AS a ON a.client_id = c.client_id
    WHERE c.net_12m > 0
)
SELECT s.as_of, s.client_id, 'no_contacts' AS gap, CAST(NULL AS BIGINT) AS talks_12m, CAST(NULL AS DOUBLE) AS gap_share, CAST(NULL AS DATE) AS since
FROM seen AS s
WHERE s.contacts_known > 0 AND s.contacts = 0
UNION ALL
SELECT s.as_of, s.client_id, 'no_decider', s.talks_12m, NULL, s.last_talk
FROM seen AS s
WHERE s.contacts > 0 AND s.deciders = 0 AND s.unjudged = 0
UNION ALL
SELECT s.as_of, s.client_id, 'decider_silent', s.talks_12m, NULL, s.decider_last_talk
FROM seen AS s
CROSS JOIN policy AS p
WHERE s.deciders > 0 AND s.talks_12m >= p.people_min_talks AND (s.decider_last_talk IS NULL OR date_diff('day', s.decider_last_talk, s.as_of) > p.people_silent_days)
UNION ALL
SELECT s.as_of, s.client_id, 'one_thread', s.named_talks_12m, s.one_person_share, s.last_talk
FROM seen AS s
CROSS JOIN policy AS p
WHERE s.named_talks_12m >= p.people_min_talks AND s.one_person_share >= p.people_thread_share
UNION ALL
SELECT s.as_of, s.client_id, 'one_manager', s.talks_12m, NULL, s.last_talk
FROM seen AS s
CROSS JOIN policy AS p
WHERE s.talks_12m >= p.people_min_talks AND s.our_people_12m = 1
UNION ALL
SELECT s.as_of, s.client_id, 'close_not_satisfied', NULL, NULL, s.given_on
FROM seen AS s
CROSS JOIN policy AS p
WHERE s.relationship >= p.people_close_from AND s.satisfaction < p.people_satisfied_from
