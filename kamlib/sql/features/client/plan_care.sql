-- one row per key client: what it hears from us and whether it can feel key (K8, steps 5 and 6)
-- Whatever we say to a client tells it something, answered or not; deliveries and claims do not. NULL: never, or not told. Of
-- the files nothing after the review date counts.
WITH news AS (
    SELECT i.client_id, i."at" AS told_on
    FROM staging.interactions AS i
    JOIN staging.as_of_windows AS w ON w.is_book AND (i.is_entered OR i."at" <= w.as_of)
    WHERE i.kind <> 'delivery' AND i.kind <> 'claim'
    UNION ALL
    SELECT client_id, dated FROM staging.documents WHERE kind IN ('offer', 'letter')
),
told AS (
    SELECT
        n.client_id,
        max(n.told_on) AS told_on,
        count(DISTINCT date_trunc('month', n.told_on)) FILTER (WHERE n.told_on > w.after_12m AND n.told_on <= w.as_of) AS months
    FROM news AS n
    JOIN staging.as_of_windows AS w ON w.is_book
    GROUP BY n.client_id
),
visits AS (
    SELECT client_id, max("at") AS visited_on FROM features.spoken WHERE kind IN ('visit', 'meeting') GROUP BY client_id
),
gains AS (
    SELECT g.client_id, max(g.period_end) AS gains_on
    FROM staging.client_gains AS g
    JOIN staging.as_of_windows AS w ON w.is_book AND g.period_end > w.after_12m AND g.period_end <= w.as_of
    GROUP BY g.client_id
),
asked AS (
    SELECT client_id, given_on, satisfaction, would_leave
    FROM (
        SELECT
            f.*,
            row_number() OVER (PARTITION BY f.client_id ORDER BY f.given_on DESC NULLS LAST, f.satisfaction NULLS LAST, f.contact_id NULLS LAST) AS place
        FROM staging.feedback AS f
        JOIN staging.as_of_windows AS w ON w.is_book AND f.given_on > w.after_12m AND f.given_on <= w.as_of
    ) AS ranked
    WHERE place = 1
),
promised AS (
    SELECT
        r.client_id,
        count(*) FILTER (WHERE r.done_on IS NULL AND r.due_on < w.as_of) AS overdue,
        max(r.done_on) AS kept_on
    FROM staging.promises AS r
    JOIN staging.as_of_windows AS w ON w.is_book
    GROUP BY r.client_id
),
special AS (
    SELECT a.client_id, max(a.started_on) AS special_on
    FROM staging.retention_actions AS a
    JOIN staging.as_of_windows AS w ON w.is_book AND a.started_on <= w.as_of AND coalesce(a.ended_on, w.as_of) > w.after_12m
    GROUP BY a.client_id
)
SELECT
    k.client_id,
    t.told_on,
    coalesce(t.months, 0) AS months_told,
    g.gains_on,
    a.given_on AS asked_on,
    CASE WHEN a.would_leave THEN false ELSE a.satisfaction >= p.people_satisfied_from END AS is_satisfied,
    v.visited_on,
    r.overdue AS overdue_promises,
    r.kept_on AS promise_kept_on,
    s.special_on
FROM marts.key_clients AS k
CROSS JOIN policy AS p
LEFT JOIN told AS t ON t.client_id = k.client_id
LEFT JOIN visits AS v ON v.client_id = k.client_id
LEFT JOIN gains AS g ON g.client_id = k.client_id
LEFT JOIN asked AS a ON a.client_id = k.client_id
LEFT JOIN promised AS r ON r.client_id = k.client_id
LEFT JOIN special AS s ON s.client_id = k.client_id
WHERE k.is_key
