-- one row per client that does not fit and client it is compared with: why they are alike, and what that one is given
SELECT
    f.as_of,
    p.client_id,
    p.comparable_id,
    p.circle,
    p.size_ratio,
    p.same_type,
    p.mix_overlap,
    f.fit_share,
    max(l.level) FILTER (WHERE l.part = 'discount') AS discount_share,
    max(l.level) FILTER (WHERE l.part = 'terms') AS dso_days,
    max(l.level) FILTER (WHERE l.part = 'service') AS service_share
FROM features.comparable_pairs AS p
JOIN marts.usp_fit AS f ON f.client_id = p.comparable_id
LEFT JOIN features.terms_12m AS l ON l.client_id = p.comparable_id
GROUP BY f.as_of, p.client_id, p.comparable_id, p.circle, p.size_ratio, p.same_type, p.mix_overlap, f.fit_share
