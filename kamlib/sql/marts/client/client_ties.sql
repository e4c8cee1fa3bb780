-- one row per client and tie that keeps it from leaving (R9): those entered, and those the data prove
-- is_measured: the data prove it at the review date. tie_value: people talked to, share of order lines, stock (money), trainings of
-- 12 months. holds: it has not ended by then. since, until, strength: as entered, else as measured; NULL: not known.
WITH told AS (
    SELECT client_id, tie, min(since) AS since, CASE WHEN count(until) = count(*) THEN max(until) END AS until, max(strength) AS strength
    FROM staging.ties
    GROUP BY client_id, tie
),
firsts AS (
    SELECT client_id, first_on, row_number() OVER (PARTITION BY client_id ORDER BY first_on NULLS LAST, contact_id NULLS LAST) AS place
    FROM (SELECT client_id, contact_id, min("at") AS first_on FROM features.spoken WHERE contact_id IS NOT NULL GROUP BY client_id, contact_id) AS each_person
),
words AS (
    SELECT 'online_ordering' AS tie, unnest(string_split(lower(ties_online_channels), ',')) AS word FROM policy
    UNION ALL
    SELECT 'edi', unnest(string_split(lower(ties_edi_channels), ',')) FROM policy
),
named AS (
    SELECT DISTINCT c.channel, w.tie
    FROM (SELECT DISTINCT channel FROM features.channel_client WHERE channel IS NOT NULL) AS c
    JOIN words AS w ON trim(w.word) <> ''
        AND strpos(' ' || regexp_replace(lower(c.channel), '[^\p{L}\p{N}]+', ' ', 'g') || ' ', ' ' || regexp_replace(trim(w.word), '[^\p{L}\p{N}]+', ' ', 'g') || ' ') > 0
),
lines AS (
    SELECT client_id, sum(lines_12m) AS lines FROM features.channel_client WHERE channel IS NOT NULL GROUP BY client_id
),
proved AS (
    SELECT s.client_id, 'several_contacts' AS tie, f.first_on AS since, CAST(NULL AS DATE) AS until, CAST(s.people_12m AS DOUBLE) AS tie_value
    FROM marts.client_people AS s
    CROSS JOIN policy AS p
    LEFT JOIN firsts AS f ON f.client_id = s.client_id AND f.place = p.ties_people
    WHERE s.people_12m >= p.ties_people
    UNION ALL
    SELECT c.client_id, n.tie, min(c.first_day), NULL, round(CAST(sum(c.lines_12m) AS DOUBLE) / CAST(max(l.lines) AS DOUBLE) * 1e6) / 1e6
    FROM features.channel_client AS c
    JOIN named AS n ON n.channel = c.channel
    JOIN lines AS l ON l.client_id = c.client_id AND l.lines > 0
    CROSS JOIN policy AS p
    GROUP BY c.client_id, n.tie, p.ties_channel_share
    HAVING CAST(sum(c.lines_12m) AS DOUBLE) >= p.ties_channel_share * CAST(max(l.lines) AS DOUBLE)
    UNION ALL
    SELECT client_id, 'stock', NULL, NULL, CAST(stock_kept AS DOUBLE) FROM staging.clients WHERE stock_kept > 0
    UNION ALL
    SELECT t.client_id, 'contract', min(t.valid_from), CASE WHEN count(t.valid_to) = count(*) THEN max(t.valid_to) END, NULL
    FROM staging.terms AS t
    JOIN staging.as_of_windows AS w ON w.is_book
    WHERE coalesce(t.valid_from, w.as_of) <= w.as_of AND coalesce(t.valid_to, w.as_of) >= w.as_of
    GROUP BY t.client_id
    UNION ALL
    SELECT s.client_id, 'trained_people', min(s."at"), NULL, CAST(count(*) AS DOUBLE)
    FROM features.spoken AS s
    JOIN staging.as_of_windows AS w ON w.is_book AND s."at" > w.after_12m
    WHERE s.kind = 'training'
    GROUP BY s.client_id
)
SELECT
    w.as_of,
    coalesce(t.client_id, m.client_id) AS client_id,
    coalesce(t.tie, m.tie) AS tie,
    m.client_id IS NOT NULL AS is_measured,
    m.client_id IS NOT NULL OR coalesce(t.until, w.as_of) >= w.as_of AS holds,
    coalesce(t.since, m.since) AS since,
    CASE WHEN t.until >= w.as_of OR m.client_id IS NULL THEN t.until ELSE m.until END AS until,
    t.strength,
    m.tie_value
FROM told AS t
FULL OUTER JOIN proved AS m ON m.client_id = t.client_id AND m.tie = t.tie
JOIN staging.as_of_windows AS w ON w.is_book
