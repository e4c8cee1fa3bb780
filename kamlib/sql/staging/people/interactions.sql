-- one row per interaction with a client: those of the company's files, and those entered here (is_entered)
-- outcome, next_step: of the files alone; of what was entered they are joined at reading.
SELECT
    interaction_id,
    client_id,
    manager_id,
    contact_id,
    "at",
    kind,
    minutes,
    two_way,
    outcome,
    next_step,
    next_on,
    deal_id,
    next_step IS NOT NULL AS has_next_step,
    false AS is_entered
FROM staging.told_interactions
UNION ALL
SELECT
    talk_id,
    client_id,
    manager_id,
    contact_id,
    "at",
    kind,
    minutes,
    two_way,
    CAST(NULL AS VARCHAR),
    CAST(NULL AS VARCHAR),
    next_on,
    deal_id,
    has_next_step,
    true
FROM staging.talks
