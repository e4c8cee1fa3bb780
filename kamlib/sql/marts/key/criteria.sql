-- one row per client and criterion (K1): its score 0–100 over what is known, how it was obtained, how far it could move
-- score NULL: nothing known. score_low and score_high count what is not known as 0 and as 100; weight is the
-- criterion's share of all seven. how: measured, judged, combined (both), expired (only an expired judgement), unknown.
WITH sums AS (
    SELECT
        as_of,
        client_id,
        criterion,
        round(sum(part_weight * points) * 1e11) / 1e11 AS points,
        coalesce(round(sum(part_weight) FILTER (WHERE points IS NOT NULL) * 1e11) / 1e11, 0) AS known,
        count(points) FILTER (WHERE part = 'judgement') > 0 AS is_judged,
        count(points) FILTER (WHERE part <> 'judgement') > 0 AS is_measured
    FROM marts.criteria_parts
    GROUP BY as_of, client_id, criterion
),
weights AS (
    SELECT DISTINCT criterion, weight FROM features.criteria_scales
)
SELECT
    s.as_of,
    s.client_id,
    s.criterion,
    w.weight,
    round(s.points / nullif(s.known, 0) * 1e9) / 1e9 AS score,
    CASE
        WHEN s.is_judged AND s.is_measured THEN 'combined'
        WHEN s.is_judged THEN 'judged'
        WHEN s.is_measured THEN 'measured'
        WHEN j.is_expired THEN 'expired'
        ELSE 'unknown'
    END AS how,
    round(s.known * 1e6) / 1e6 AS known_share,
    round(coalesce(s.points, 0) * 1e9) / 1e9 AS score_low,
    round((coalesce(s.points, 0) + 100 * (1 - s.known)) * 1e9) / 1e9 AS score_high,
    j.score AS judgement_score,
    j.author,
    j.judged_on,
    j.expires_on,
    j.is_expired,
    j.evidence
FROM sums AS s
JOIN weights AS w ON w.criterion = s.criterion
LEFT JOIN features.judgement_now AS j ON j.client_id = s.client_id AND j.criterion = s.criterion
