-- one row per promise given to a client
SELECT
    p.promise_id,
    coalesce(g.group_id, p.client_id) AS client_id,
    p.promise,
    p.owner,
    p.promised_on,
    p.due_on,
    p.progress,
    p.progress_on,
    p.done_on
FROM canonical.promises AS p
LEFT JOIN staging.client_groups AS g ON g.client_id = p.client_id
