-- one row per pair of clients that are likely one, and that nobody has judged: the lesser one, and the one it may be
-- by 'code': codes that differ in zeros lost at the beginning; by 'name': names that differ in case, quotes, blanks, ё and
-- е, or the form of company. The one of more revenue in 24 months is taken for the client; of several spellings each is
-- held against the one of the most.
WITH keys AS (
    SELECT client_id, 'name' AS by_what, name_key AS spelt FROM staging.name_keys WHERE name_key IS NOT NULL
    UNION ALL
    SELECT client_id, 'code', code_key FROM staging.name_keys WHERE code_key IS NOT NULL
),
ranked AS (
    SELECT
        k.client_id,
        k.by_what,
        k.spelt,
        row_number() OVER (
            PARTITION BY k.by_what, k.spelt
            ORDER BY coalesce(c.net_12m, 0) + coalesce(c.net_12m_before, 0) DESC NULLS LAST, k.client_id NULLS LAST
        ) AS place
    FROM keys AS k
    LEFT JOIN features.client_as_of AS c
        ON c.client_id = k.client_id AND c.as_of = (SELECT as_of FROM staging.as_of_windows WHERE is_book)
),
pairs AS (
    SELECT r.client_id, h.client_id AS same_as, min(r.by_what) AS by_what
    FROM ranked AS r
    JOIN ranked AS h ON h.by_what = r.by_what AND h.spelt = r.spelt AND h.place = 1
    WHERE r.place > 1
    GROUP BY r.client_id, h.client_id
)
SELECT
    w.as_of,
    p.client_id,
    a.name,
    a.name_en,
    p.same_as,
    b.name AS same_name,
    b.name_en AS same_name_en,
    p.by_what,
    coalesce(x.net_12m, 0) AS net_12m,
    coalesce(y.net_12m, 0) AS same_net_12m,
    coalesce(x.net_ever, 0) AS net_ever,
    coalesce(y.net_ever, 0) AS same_net_ever,
    x.first_purchase,
    x.last_purchase
FROM pairs AS p
JOIN staging.as_of_windows AS w ON w.is_book
JOIN staging.clients AS a ON a.client_id = p.client_id
JOIN staging.clients AS b ON b.client_id = p.same_as
LEFT JOIN features.client_as_of AS x ON x.as_of = w.as_of AND x.client_id = p.client_id
LEFT JOIN features.client_as_of AS y ON y.as_of = w.as_of AND y.client_id = p.same_as
LEFT JOIN staging.different_clients AS d
    ON (d.client_id = p.client_id AND d.same_as = p.same_as) OR (d.client_id = p.same_as AND d.same_as = p.client_id)
WHERE d.client_id IS NULL
