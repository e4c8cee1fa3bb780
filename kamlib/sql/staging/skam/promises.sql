-- one row per promise given to a client
SELECT promise_id, client_id, promise, owner, promised_on, due_on, progress, progress_on, done_on
FROM canonical.promises
