-- one row per cut-off and client whose manager, contacts or payments are known: changes of manager, silence of contacts, lateness
WITH managers AS (
    SELECT
        c.cut_off,
        a.client_id,
        max(CASE WHEN date_diff('day', a.valid_from, c.cut_off) < 180 AND a.valid_from > f.first_from THEN 1 ELSE 0 END) AS manager_changed_180d
    FROM staging.assignments AS a
    JOIN (SELECT client_id, min(valid_from) AS first_from FROM staging.assignments GROUP BY client_id) AS f ON f.client_id = a.client_id
    JOIN cut_offs AS c ON a.valid_from <= c.cut_off
    WHERE a.role = 'account' OR a.role IS NULL
    GROUP BY c.cut_off, a.client_id
),
contacts AS (
    SELECT
        c.cut_off,
        i.client_id,
        min(date_diff('day', i."at", c.cut_off)) FILTER (WHERE i.two_way) AS contact_silence_days,
        count(*) FILTER (WHERE i.kind = 'claim' AND date_diff('day', i."at", c.cut_off) < 180) AS claims_180d
    FROM staging.interactions AS i
    JOIN cut_offs AS c ON i."at" <= c.cut_off
    GROUP BY c.cut_off, i.client_id
),
payments AS (
    SELECT
        c.cut_off,
        r.client_id,
        CAST(sum(r.amount * greatest(date_diff('day', r.due_on, least(coalesce(r.paid_on, c.cut_off), c.cut_off)), 0)) AS DOUBLE)
            / nullif(CAST(sum(r.amount) AS DOUBLE), 0) AS days_late_365d
    FROM staging.receivables AS r
    JOIN cut_offs AS c ON r.due_on <= c.cut_off AND date_diff('day', r.due_on, c.cut_off) < 365
    GROUP BY c.cut_off, r.client_id
)
SELECT
    d.cut_off,
    d.client_id,
    m.manager_changed_180d,
    t.contact_silence_days,
    t.claims_180d,
    p.days_late_365d
FROM features.churn_days AS d
LEFT JOIN managers AS m ON m.cut_off = d.cut_off AND m.client_id = d.client_id
LEFT JOIN contacts AS t ON t.cut_off = d.cut_off AND t.client_id = d.client_id
LEFT JOIN payments AS p ON p.cut_off = d.cut_off AND p.client_id = d.client_id
WHERE m.client_id IS NOT NULL OR t.client_id IS NOT NULL OR p.client_id IS NOT NULL
