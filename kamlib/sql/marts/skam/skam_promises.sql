-- one row per promise given to a client: done, overdue, without progress, or under way
SELECT
    w.as_of,
    p.promise_id,
    p.client_id,
    p.promise,
    p.owner,
    p.promised_on,
    p.due_on,
    p.progress,
    p.progress_on,
    p.done_on,
    CASE
        WHEN p.done_on IS NOT NULL THEN 'done'
        WHEN p.due_on < w.as_of THEN 'overdue'
        WHEN date_diff('day', coalesce(p.progress_on, p.promised_on), w.as_of) > v.skam_progress_days THEN 'no_progress'
        ELSE 'under_way'
    END AS promise_state
FROM staging.promises AS p
JOIN staging.as_of_windows AS w ON w.is_book
CROSS JOIN policy AS v
