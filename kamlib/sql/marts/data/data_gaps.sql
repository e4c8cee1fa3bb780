-- one row per thing a company can tell us: how much of it is known (known_share NULL where there is nothing to know it of)
SELECT
    w.as_of,
    k.item,
    k.rows_possible,
    k.rows_known,
    CASE WHEN k.rows_possible > 0
        THEN round(CAST(k.rows_known AS DOUBLE) / k.rows_possible * 1e6) / 1e6 ELSE 0 END AS known_share
FROM (SELECT * FROM features.knowledge UNION ALL SELECT * FROM features.register_knowledge) AS k
JOIN staging.as_of_windows AS w ON w.is_book
