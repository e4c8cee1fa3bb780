-- one row per client code of a client that has several: what was bought under it up to the book's date
SELECT
    l.client_id,
    l.member_id,
    coalesce(sum(l.net) FILTER (WHERE l.day > w.after_12m), 0) AS net_12m,
    coalesce(sum(l.net) FILTER (WHERE l.day > w.after_24m AND l.day <= w.after_12m), 0) AS net_12m_before,
    min(l.day) AS first_purchase,
    max(l.day) AS last_purchase
FROM staging.sales_lines AS l
JOIN staging.as_of_windows AS w ON w.is_book AND l.day <= w.as_of
JOIN (SELECT DISTINCT group_id FROM staging.client_groups) AS g ON g.group_id = l.client_id
WHERE l.attribution = 'client'
GROUP BY l.client_id, l.member_id
