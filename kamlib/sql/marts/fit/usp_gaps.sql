-- one row per client and need, the most open first: what it weighs, how far it is covered, what closing it would bring
-- An unknown coverage stands where it would if nothing covered the need. The gaps of a client sum to 1 − fit_high.
WITH weighed AS (
    SELECT
        *,
        round(sum(importance) OVER (PARTITION BY client_id) * 1e11) / 1e11 AS weight,
        round(sum(CASE WHEN coverage IS NOT NULL THEN importance ELSE 0 END) OVER (PARTITION BY client_id) * 1e11) / 1e11 AS known_weight,
        round(sum(coalesce(importance * coverage, 0)) OVER (PARTITION BY client_id) * 1e11) / 1e11 AS covered_weight
    FROM features.need_coverage
),
shares AS (
    SELECT
        *,
        round(importance / weight * 1e6) / 1e6 AS weight_share,
        round(importance * (1 - coverage) / weight * 1e6) / 1e6 AS gap_share,
        round(CASE WHEN known_weight > 0 THEN covered_weight / known_weight END * 1e6) / 1e6 AS fit_share,
        round(
            (covered_weight + importance * (1 - coverage_low)) / (known_weight + CASE WHEN coverage IS NULL THEN importance ELSE 0 END) * 1e6
        ) / 1e6 AS fit_after
    FROM weighed
)
SELECT
    f.as_of,
    s.client_id,
    row_number() OVER (PARTITION BY s.client_id ORDER BY s.importance * (1 - s.coverage_low) DESC NULLS LAST, s.need NULLS LAST) AS place,
    s.need,
    s.need_en,
    s.importance,
    s.weight_share,
    s.must_have,
    s.minimum,
    s.coverage,
    s.is_veto,
    s.usps,
    s.best_usp AS usp_id,
    u.name AS usp,
    u.name_en AS usp_en,
    s.gap_share,
    s.fit_share,
    s.fit_after,
    s.evidence,
    s.coverage_evidence,
    s.author,
    s.recorded_on
FROM shares AS s
JOIN marts.usp_fit AS f ON f.client_id = s.client_id
LEFT JOIN staging.usps AS u ON u.usp_id = s.best_usp
