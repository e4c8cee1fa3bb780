-- one row per client with a manager, or without one and still buying: how it goes, when it is expected, what it owes, the last talk and the next step
-- next_order_on: the last purchase and the usual gap. next_step_on: what the last talk ended with; NULL: it ended without.
-- bought_since_talk, returned_since_talk: since the day of the last talk.
WITH last_talks AS (
    SELECT client_id, "at" AS last_talk, contact_id, next_on
    FROM (
        SELECT
            i.client_id,
            i."at",
            i.contact_id,
            i.next_on,
            row_number() OVER (PARTITION BY i.client_id ORDER BY i."at" DESC NULLS LAST, i.has_next_step DESC NULLS LAST, i.interaction_id NULLS LAST) AS place
        FROM features.spoken AS i
    ) AS placed
    WHERE place = 1
),
since AS (
    SELECT
        d.client_id,
        sum(CASE WHEN d.net > 0 THEN d.net END) AS bought_since_talk,
        sum(d.returned) AS returned_since_talk
    FROM features.client_day AS d
    JOIN staging.as_of_windows AS w ON w.is_book AND d.day <= w.as_of
    JOIN last_talks AS t ON t.client_id = d.client_id AND d.day > t.last_talk
    GROUP BY d.client_id
)
SELECT
    c.as_of,
    c.client_id,
    m.manager_id,
    k.is_key,
    CASE WHEN c.net_3m_year_ago > 0 THEN
        round((CAST(c.net_3m AS DOUBLE) / CAST(c.net_3m_year_ago AS DOUBLE) - 1) * 1e6) / 1e6 END AS growth_3m,
    r.p_churn,
    r.risk_band,
    r.is_gone,
    f.fit_share,
    CASE WHEN r.is_gone THEN NULL ELSE c.last_purchase + CAST(round(c.median_gap_days) AS INTEGER) END AS next_order_on,
    o.overdue_debt,
    o.overdue_days,
    t.last_talk,
    t.contact_id AS last_talk_with,
    t.next_on AS next_step_on,
    a.every_days,
    a.talk_due_on,
    a.talk_due_with,
    s.bought_since_talk,
    s.returned_since_talk
FROM marts.client_card AS c
LEFT JOIN features.main_manager AS m ON m.client_id = c.client_id
LEFT JOIN marts.key_clients AS k ON k.client_id = c.client_id
LEFT JOIN marts.churn_risk AS r ON r.client_id = c.client_id
LEFT JOIN marts.usp_fit AS f ON f.client_id = c.client_id
LEFT JOIN features.overdue_debt AS o ON o.client_id = c.client_id
LEFT JOIN last_talks AS t ON t.client_id = c.client_id
LEFT JOIN features.agreed_talks AS a ON a.client_id = c.client_id
LEFT JOIN since AS s ON s.client_id = c.client_id
WHERE m.manager_id IS NOT NULL OR c.net_12m > 0
