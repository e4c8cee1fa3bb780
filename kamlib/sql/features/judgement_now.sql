-- one row per client and criterion that is judged: the newest judgement that still holds, or else the newest that has expired
-- A judgement holds up to and including its last day. Only with evidence does it count.
WITH dated AS (
    SELECT
        j.client_id,
        j.criterion,
        j.score,
        j.evidence,
        j.author,
        j.judged_on,
        j.expires_on,
        j.expires_on < w.as_of AS is_expired,
        row_number() OVER (
            PARTITION BY j.client_id, j.criterion
            ORDER BY CASE WHEN j.expires_on < w.as_of THEN 1 ELSE 0 END NULLS LAST, j.judged_on DESC NULLS LAST, j.author NULLS LAST
        ) AS place
    FROM staging.judgements AS j
    JOIN staging.as_of_windows AS w ON w.is_book
    WHERE j.criterion IN ('partner', 'market_influence', 'image') AND j.evidence IS NOT NULL
)
SELECT client_id, criterion, score, evidence, author, judged_on, expires_on, is_expired
FROM dated
WHERE place = 1
