-- one row per client, criterion, author and date of a judgement, with the last day on which it holds
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    j.client_id,
    j.criterion,
    j.score,
    nullif(trim(j.evidence), '') AS evidence,
    j.author,
    j.judged_on,
    coalesce(j.expires_on, CAST(j.judged_on + to_days(CAST(p.criteria_judgement_days AS INTEGER)) AS DATE)) AS expires_on
FROM canonical.judgements AS j
CROSS JOIN policy AS p
