-- one row per client: what lists of clients are filtered by beside its classes: key, risk, fit, how long ago somebody talked to it
-- contact_age: month, quarter (in the last month, in the last three), older (of the 12 months), none (no contact
-- in them); NULL where the company records no contacts.
SELECT
    c.as_of,
    c.client_id,
    k.is_key,
    f.fit_status,
    f.fit_share,
    r.risk_band,
    r.p_churn,
    r.contribution_at_risk_12m,
    CASE
        WHEN c.last_contact > w.after_1m THEN 'month'
        WHEN c.last_contact > w.after_3m THEN 'quarter'
        WHEN c.last_contact IS NOT NULL THEN 'older'
        WHEN max(c.last_contact) OVER () IS NOT NULL THEN 'none'
    END AS contact_age
FROM marts.client_card AS c
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN marts.key_clients AS k ON k.client_id = c.client_id
LEFT JOIN marts.usp_fit AS f ON f.client_id = c.client_id
LEFT JOIN marts.churn_risk AS r ON r.client_id = c.client_id
