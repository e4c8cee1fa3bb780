-- one row: what part of a large client's fall against last year was still missing a quarter later, on the company's own past
-- A fall: the last 90 days brought less than the same ones a year before, by the policy's share; of the policy's number of
-- largest clients, at the month ends of a year. persistence: 1 where too few falls are known.
WITH sized AS (
    SELECT
        c.client_id,
        row_number() OVER (ORDER BY greatest(c.net_12m, c.net_12m_before) DESC NULLS LAST, c.client_id NULLS LAST) AS size_place
    FROM features.client_as_of AS c
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of
),
quarters AS (
    SELECT
        o.months_back,
        d.client_id,
        sum(CASE WHEN date_diff('day', d.day, o.cut_off) < 90 THEN d.net ELSE 0 END) AS net,
        sum(CASE WHEN date_diff('day', d.day, o.cut_off) >= 365 THEN d.net ELSE 0 END) AS net_last_year
    FROM cut_offs AS o
    JOIN features.client_day AS d
        ON d.day <= o.cut_off AND date_diff('day', d.day, o.cut_off) < 455
        AND (date_diff('day', d.day, o.cut_off) < 90 OR date_diff('day', d.day, o.cut_off) >= 365)
    CROSS JOIN policy AS p
    JOIN sized AS s ON s.client_id = d.client_id AND s.size_place <= p.churn_fall_clients
    WHERE o.months_back <= 15
    GROUP BY o.months_back, d.client_id
),
falls AS (
    SELECT
        CAST(f.net_last_year - f.net AS DOUBLE) AS fall,
        CASE WHEN l.net_last_year > l.net THEN CAST(l.net_last_year - l.net AS DOUBLE) ELSE 0 END AS fall_later
    FROM quarters AS f
    CROSS JOIN policy AS p
    LEFT JOIN quarters AS l ON l.client_id = f.client_id AND l.months_back = f.months_back - 3
    WHERE f.months_back >= 3 AND f.net_last_year > 0
        AND CAST(f.net_last_year - f.net AS DOUBLE) > p.churn_reason_min_change * CAST(f.net_last_year AS DOUBLE)
),
summed AS (
    SELECT count(*) AS falls, round(sum(fall) * 1e2) / 1e2 AS fall, round(sum(fall_later) * 1e2) / 1e2 AS fall_later
    FROM falls
)
SELECT
    s.falls,
    CASE
        WHEN s.falls >= p.review_min_comparables AND s.fall > 0 THEN round(least(s.fall_later / s.fall, 1) * 1e6) / 1e6
        ELSE 1
    END AS persistence
FROM summed AS s
CROSS JOIN policy AS p
