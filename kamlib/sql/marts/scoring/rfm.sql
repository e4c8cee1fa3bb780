-- one row per client with a purchase in the 12 months: recency, frequency, money, scores 1–5, segment (NULL: nothing to compare)
SELECT r.as_of, r.client_id, r.recency_days, r.frequency_12m, r.monetary_12m, r.r_score, r.f_score, r.m_score, r.segment
FROM features.rfm AS r
JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = r.as_of
