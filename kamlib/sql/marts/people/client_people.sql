-- one row per client we have talked to or know somebody at: who of them, who of us, when last, whether talks end with a next step
WITH counted AS (
    SELECT
        s.client_id,
        max(s."at") AS last_talk,
        max_by(s.manager_id, s."at") FILTER (WHERE s.manager_id IS NOT NULL) AS last_talk_by,
        count(*) FILTER (WHERE s."at" > w.after_12m) AS talks_12m,
        count(DISTINCT s.contact_id) FILTER (WHERE s."at" > w.after_12m) AS people_12m,
        count(DISTINCT s.manager_id) FILTER (WHERE s."at" > w.after_12m) AS our_people_12m,
        count(*) FILTER (WHERE s."at" > w.after_12m AND NOT s.has_next_step) AS talks_without_step_12m
    FROM features.spoken AS s
    JOIN staging.as_of_windows AS w ON w.is_book
    GROUP BY s.client_id
),
threads AS (
    SELECT client_id, max(talks) AS most, sum(talks) AS named
    FROM (
        SELECT s.client_id, s.contact_id, count(*) AS talks
        FROM features.spoken AS s
        JOIN staging.as_of_windows AS w ON w.is_book AND s."at" > w.after_12m
        WHERE s.contact_id IS NOT NULL
        GROUP BY s.client_id, s.contact_id
    ) AS each_person
    GROUP BY client_id
),
known AS (
    SELECT
        client_id,
        count(*) AS contacts,
        count(*) FILTER (WHERE decides) AS deciders,
        count(*) FILTER (WHERE decides IS NULL) AS unjudged,
        max(last_talk) FILTER (WHERE place = 1) AS decider_last_talk
    FROM (
        SELECT
            *,
            row_number() OVER (
                PARTITION BY client_id
                ORDER BY coalesce(decides, false) DESC, coalesce(real_influence, formal_power) DESC NULLS LAST, contact_id NULLS LAST
            ) AS place
        FROM marts.contact_state
    ) AS placed
    GROUP BY client_id
)
SELECT
    w.as_of,
    coalesce(k.client_id, c.client_id) AS client_id,
    coalesce(k.contacts, 0) AS contacts,
    coalesce(k.deciders, 0) AS deciders,
    coalesce(k.unjudged, 0) AS unjudged,
    k.decider_last_talk,
    c.last_talk,
    c.last_talk_by,
    coalesce(c.talks_12m, 0) AS talks_12m,
    coalesce(c.people_12m, 0) AS people_12m,
    coalesce(c.our_people_12m, 0) AS our_people_12m,
    round(CAST(t.most AS DOUBLE) / CAST(t.named AS DOUBLE) * 1e6) / 1e6 AS one_person_share,
    t.named AS named_talks_12m,
    round(CAST(c.talks_without_step_12m AS DOUBLE) / nullif(CAST(c.talks_12m AS DOUBLE), 0) * 1e6) / 1e6 AS without_step_share
FROM known AS k
FULL OUTER JOIN counted AS c ON c.client_id = k.client_id
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN threads AS t ON t.client_id = coalesce(k.client_id, c.client_id)
