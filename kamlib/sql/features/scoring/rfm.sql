-- one row per review date and client with a purchase in its 12 months: recency, frequency, money, scores 1–5, segment
-- Fifths go by the middle rank of those with the same value. Where all have the same, a fifth tells nothing: that score
-- is NULL, and so is the segment. Bands score each client by itself, so they always give one.
-- Twin: kamlib.policy (RfmSegment.meets: which segment a score has); held equal by tests/marts/test_rfm.py
WITH clients AS (
    SELECT as_of, client_id, recency_days, purchase_days_12m AS frequency_12m, net_12m AS monetary_12m
    FROM features.client_as_of
    WHERE purchase_days_12m > 0
),
ranked AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY as_of) AS clients,
        rank() OVER (PARTITION BY as_of ORDER BY recency_days DESC NULLS LAST) AS r_rank,
        rank() OVER (PARTITION BY as_of ORDER BY frequency_12m NULLS FIRST) AS f_rank,
        rank() OVER (PARTITION BY as_of ORDER BY monetary_12m NULLS FIRST) AS m_rank,
        count(*) OVER (PARTITION BY as_of, recency_days) AS r_alike,
        count(*) OVER (PARTITION BY as_of, frequency_12m) AS f_alike,
        count(*) OVER (PARTITION BY as_of, monetary_12m) AS m_alike
    FROM clients
),
quintiles AS (
    SELECT
        *,
        CASE WHEN r_alike < clients THEN 1 + 5 * (2 * (r_rank - 1) + r_alike - 1) // (2 * clients) END AS r_quintile,
        CASE WHEN f_alike < clients THEN 1 + 5 * (2 * (f_rank - 1) + f_alike - 1) // (2 * clients) END AS f_quintile,
        CASE WHEN m_alike < clients THEN 1 + 5 * (2 * (m_rank - 1) + m_alike - 1) // (2 * clients) END AS m_quintile
    FROM ranked
),
banded AS (
    SELECT
        q.*,
        5 - (SELECT count(*) FROM policy_rfm_bands AS b WHERE b.axis = 'recency' AND q.recency_days > b.from_value) AS r_band,
        1 + (SELECT count(*) FROM policy_rfm_bands AS b WHERE b.axis = 'frequency' AND q.frequency_12m >= b.from_value) AS f_band,
        1 + (SELECT count(*) FROM policy_rfm_bands AS b WHERE b.axis = 'monetary' AND q.monetary_12m >= b.from_value) AS m_band
    FROM quintiles AS q
),
scored AS (
    SELECT
        b.as_of,
        b.client_id,
        b.recency_days,
        b.frequency_12m,
        b.monetary_12m,
        CASE WHEN p.rfm_method = 'bands' THEN b.r_band ELSE b.r_quintile END AS r_score,
        CASE WHEN p.rfm_method = 'bands' THEN b.f_band ELSE b.f_quintile END AS f_score,
        CASE WHEN p.rfm_method = 'bands' THEN b.m_band ELSE b.m_quintile END AS m_score
    FROM banded AS b
    CROSS JOIN policy AS p
),
matched AS (
    SELECT
        s.as_of,
        s.client_id,
        g.segment,
        row_number() OVER (PARTITION BY s.as_of, s.client_id ORDER BY g.rule NULLS LAST) AS place
    FROM scored AS s
    JOIN policy_rfm_segments AS g
        ON s.r_score BETWEEN g.r_min AND g.r_max
        AND s.f_score BETWEEN g.f_min AND g.f_max
        AND s.m_score BETWEEN g.m_min AND g.m_max
)
SELECT
    s.as_of,
    s.client_id,
    s.recency_days,
    s.frequency_12m,
    s.monetary_12m,
    s.r_score,
    s.f_score,
    s.m_score,
    m.segment
FROM scored AS s
LEFT JOIN matched AS m ON m.as_of = s.as_of AND m.client_id = s.client_id AND m.place = 1
