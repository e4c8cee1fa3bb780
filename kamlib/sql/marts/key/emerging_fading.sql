-- one row per client that is becoming key or stops being so (K3): its pace of the last six months against a year before
-- emerging: not in A a year ago, and its pace of six months, out of season, has grown and is that of an A client now;
-- fading: in A a year ago, its pace has fallen, and by the policy's share or out of A. Both only of clients of a size:
-- emerging by the pace now, fading by the pace it had, each as a share of the company's then. Told only where the data
-- cover both years month by month.
WITH book AS (
    SELECT b.as_of, y.as_of AS as_of_year_ago
    FROM staging.as_of_windows AS b
    JOIN staging.as_of_windows AS y ON y.months_back = 12
    JOIN features.window_coverage AS v ON v.as_of = b.as_of AND v.is_12m_covered AND v.is_12m_before_covered
    WHERE b.is_book
),
threshold AS (
    SELECT
        min(c.monthly_turnover) AS a_turnover,
        max(k.monthly_turnover) AS company_turnover,
        max(z.monthly_turnover) AS company_turnover_year_ago
    FROM features.client_as_of AS c
    JOIN book AS b ON b.as_of = c.as_of
    JOIN features.abc AS a ON a.as_of = c.as_of AND a.client_id = c.client_id AND a.abc_contribution = 'A'
    JOIN features.company_as_of AS k ON k.as_of = c.as_of
    LEFT JOIN features.company_as_of AS z ON z.as_of = b.as_of_year_ago
),
clients AS (
    SELECT
        c.as_of,
        c.client_id,
        c.net_12m,
        c.monthly_turnover_6m AS pace_now,
        coalesce(y.monthly_turnover, 0) AS pace_year_ago,
        a.abc_contribution AS abc_now,
        z.abc_contribution AS abc_year_ago,
        c.tenure_days,
        t.a_turnover,
        t.company_turnover,
        t.company_turnover_year_ago
    FROM features.client_as_of AS c
    JOIN book AS b ON b.as_of = c.as_of
    CROSS JOIN threshold AS t
    LEFT JOIN features.client_as_of AS y ON y.as_of = b.as_of_year_ago AND y.client_id = c.client_id
    LEFT JOIN features.abc AS a ON a.as_of = c.as_of AND a.client_id = c.client_id
    LEFT JOIN features.abc AS z ON z.as_of = b.as_of_year_ago AND z.client_id = c.client_id
),
judged AS (
    SELECT
        c.*,
        CASE
            WHEN coalesce(c.abc_year_ago, '') <> 'A'
                AND c.pace_now >= c.a_turnover
                AND c.pace_now >= p.emerging_min_turnover_share * c.company_turnover
                AND c.pace_now >= (1 + p.emerging_min_growth) * c.pace_year_ago THEN 'emerging'
            WHEN c.abc_year_ago = 'A' AND c.pace_now < c.pace_year_ago
                AND c.pace_year_ago >= p.emerging_min_turnover_share * c.company_turnover_year_ago
                AND (coalesce(c.abc_now, '') <> 'A' OR c.pace_now <= (1 - p.emerging_fading_min_drop) * c.pace_year_ago) THEN 'fading'
        END AS direction
    FROM clients AS c
    CROSS JOIN policy AS p
)
SELECT
    as_of,
    client_id,
    direction,
    net_12m,
    pace_now,
    pace_year_ago,
    round((pace_now / nullif(pace_year_ago, 0) - 1) * 1e6) / 1e6 AS growth,
    round(pace_now / nullif(company_turnover, 0) * 1e6) / 1e6 AS pace_share,
    abc_year_ago,
    abc_now,
    tenure_days
FROM judged
WHERE direction IS NOT NULL
