-- one row per client code of a client that has several: its name, why it counts there, and what was bought under it
-- member_how: 'itself', the code that all count under; 'same', judged to be the same client; 'parent', an outlet of the company.
WITH members AS (
    SELECT client_id AS member_id, group_id AS client_id FROM staging.client_groups
    UNION ALL
    SELECT DISTINCT group_id, group_id FROM staging.client_groups
)
SELECT
    w.as_of,
    m.client_id,
    m.member_id,
    coalesce(c.name, m.member_id) AS name,
    coalesce(c.name_en, c.name, m.member_id) AS name_en,
    CASE WHEN m.member_id = m.client_id THEN 'itself' WHEN s.client_id IS NOT NULL THEN 'same' ELSE 'parent' END AS member_how,
    coalesce(s12.net_12m, 0) AS net_12m,
    CASE WHEN v.is_12m_before_covered THEN coalesce(s12.net_12m_before, 0) END AS net_12m_before,
    s12.first_purchase,
    s12.last_purchase
FROM members AS m
JOIN staging.as_of_windows AS w ON w.is_book
JOIN features.window_coverage AS v ON v.as_of = w.as_of
LEFT JOIN staging.client_codes AS c ON c.client_id = m.member_id
LEFT JOIN staging.same_clients AS s ON s.client_id = m.member_id AND s.kept <> m.member_id
LEFT JOIN features.member_12m AS s12 ON s12.client_id = m.client_id AND s12.member_id = m.member_id
