-- one row per client, criterion, author and date of a judgement
-- What people know is taken as it stands when the book is built, also where it was written down after the review date.
SELECT
    client_id,
    criterion,
    score,
    nullif(trim(evidence), '') AS evidence,
    author,
    judged_on,
    expires_on
FROM canonical.judgements
