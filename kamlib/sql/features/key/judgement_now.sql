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
        coalesce(j.expires_on, CAST(j.judged_on + to_days(CAST(p.criteria_judgement_days AS INTEGER)) AS DATE)) AS expires_on,
        w.as_of
    FROM staging.judgements AS j
    JOIN staging.as_of_windows AS w ON w.is_book
    CROSS JOIN policy AS p
    WHERE j.criterion IN ('partner', 'market_influence', 'image') AND j.evidence IS NOT NULL
),
ranked AS (
    SELECT
        d.*,
        d.expires_on < d.as_of AS is_expired,
        row_number() OVER (
            PARTITION BY d.client_id, d.criterion
            ORDER BY CASE WHEN d.expires_on < d.as_of THEN 1 ELSE 0 END NULLS LAST, d.judged_on DESC NULLS LAST, d.author NULLS LAST
        ) AS place
    FROM dated AS d
)
SELECT client_id, criterion, score, evidence, author, judged_on, expires_on, is_expired
FROM ranked
WHERE place = 1
