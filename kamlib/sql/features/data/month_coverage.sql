-- one row per calendar month from the first with goods (or that is told to have had none) to that of the book's date: whether the data cover it in full
-- problem (NULL: covered): 'missing', no goods; 'thin', a small part of what the months around have; 'starts_late',
-- 'ends_early', more days without goods at an edge of the data (or beside a missing month) than the company is ever silent
-- for, and than the policy allows for holidays. Where the usual month has fewer purchase days of clients than the policy
-- asks for, a quiet month cannot be told from a missing one, and all are covered.
WITH sold AS (
    SELECT
        CAST(date_trunc('month', day) AS DATE) AS month,
        count(*) AS client_days,
        count(DISTINCT client_id) AS clients,
        min(day) AS first_day,
        max(day) AS last_day
    FROM features.client_day
    GROUP BY CAST(date_trunc('month', day) AS DATE)
),
book AS (
    SELECT as_of FROM staging.as_of_windows WHERE is_book
),
spine AS (
    SELECT CAST(m AS DATE) AS month
    FROM (
        SELECT unnest(generate_series(
            (SELECT least(min(s.month), min(n.month)) FROM sold AS s LEFT JOIN policy_completeness_no_sales AS n ON true),
            (SELECT CAST(date_trunc('month', as_of) AS DATE) FROM book),
            INTERVAL 1 MONTH
        )) AS m
    ) AS months
),
usual AS (
    SELECT median(CAST(coalesce(s.client_days, 0) AS DOUBLE)) AS client_days
    FROM spine AS m
    LEFT JOIN sold AS s ON s.month = m.month
    WHERE m.month <= (SELECT max(month) FROM sold)
),
silence AS (
    SELECT coalesce(max(gap), 0) AS days
    FROM (
        SELECT date_diff('day', lag(d.day) OVER (PARTITION BY b.as_of ORDER BY d.day NULLS LAST), d.day) AS gap
        FROM (SELECT DISTINCT day FROM features.client_day) AS d
        CROSS JOIN book AS b
    ) AS gaps
    WHERE gap <= 31
),
seen AS (
    SELECT
        m.month,
        least(last_day(m.month), b.as_of) AS month_end,
        s.client_days,
        s.clients,
        s.first_day,
        s.last_day,
        median(CAST(s.client_days AS DOUBLE)) OVER (
            PARTITION BY b.as_of ORDER BY m.month NULLS LAST ROWS BETWEEN 6 PRECEDING AND 6 FOLLOWING
        ) AS client_days_around,
        lag(s.client_days) OVER (PARTITION BY b.as_of ORDER BY m.month NULLS LAST) IS NULL AS is_after_gap,
        lead(s.client_days) OVER (PARTITION BY b.as_of ORDER BY m.month NULLS LAST) IS NULL AS is_before_gap
    FROM spine AS m
    CROSS JOIN book AS b
    LEFT JOIN sold AS s ON s.month = m.month
),
judged AS (
    SELECT
        v.month,
        coalesce(v.clients, 0) AS clients,
        CASE
            WHEN u.client_days < p.completeness_min_purchases THEN NULL
            WHEN v.client_days IS NULL THEN 'missing'
            WHEN v.client_days < p.completeness_thin_share * v.client_days_around THEN 'thin'
            WHEN v.month < c.days_known_from THEN NULL
            WHEN v.is_after_gap AND date_diff('day', v.month, v.first_day) > greatest(s.days - 1, p.completeness_edge_days)
                THEN 'starts_late'
            WHEN v.is_before_gap AND date_diff('day', v.last_day, v.month_end) > greatest(s.days - 1, p.completeness_edge_days)
                THEN 'ends_early'
        END AS problem
    FROM seen AS v
    CROSS JOIN staging.company AS c
    CROSS JOIN policy AS p
    CROSS JOIN usual AS u
    CROSS JOIN silence AS s
)
SELECT
    j.month,
    j.clients,
    CASE WHEN n.month IS NULL THEN j.problem END AS problem,
    n.month IS NOT NULL OR j.problem IS NULL AS is_covered
FROM judged AS j
LEFT JOIN policy_completeness_no_sales AS n ON n.month = j.month
