-- one row per event of one client: what was bought and returned (of a month with many days by the month), talks, deals, what was decided, promised, planned, agreed
-- Nothing of it is text that people wrote into the register: that is joined by event_id.
WITH asked AS (
    SELECT as_of FROM staging.as_of_windows WHERE is_book
),
days AS (
    SELECT
        d.day,
        d.net,
        coalesce(d.returned, 0) AS returned,
        d.is_purchase,
        date_trunc('month', d.day) AS month,
        count(*) OVER (PARTITION BY date_trunc('month', d.day)) > $many AS is_many
    FROM features.client_day AS d
    JOIN staging.as_of_windows AS w ON w.is_book AND d.day <= w.as_of
    WHERE d.client_id = $client_id
),
bought AS (
    SELECT max(day) AS "at", sum(net) FILTER (WHERE is_purchase) AS money, count(*) FILTER (WHERE is_purchase) AS events, sum(returned) AS returned
    FROM days
    GROUP BY CASE WHEN is_many THEN month ELSE day END
),
held AS (
    SELECT a.*, row_number() OVER (ORDER BY a.valid_from) AS place
    FROM staging.assignments AS a
    WHERE a.client_id = $client_id AND (a.role = 'account' OR a.role IS NULL) AND a.valid_from <= (SELECT as_of FROM asked)
)
SELECT "at", 'order' AS event, CAST(NULL AS VARCHAR) AS event_id, events, money, CAST(NULL AS VARCHAR) AS detail, CAST(NULL AS VARCHAR) AS manager_id, CAST(NULL AS VARCHAR) AS contact_id, CAST(NULL AS BOOLEAN) AS answered, CAST(NULL AS VARCHAR) AS told
FROM bought
WHERE events > 0
UNION ALL
SELECT "at", 'return', NULL, 1, -returned, NULL, NULL, NULL, NULL, NULL FROM bought WHERE returned > 0
UNION ALL
SELECT "at", kind, interaction_id, 1, NULL, NULL, manager_id, contact_id, two_way, concat_ws('. ', outcome, next_step)
FROM staging.interactions
WHERE client_id = $client_id AND kind <> 'delivery' AND (is_entered OR "at" <= (SELECT as_of FROM asked))
UNION ALL
SELECT opened_on, 'deal_opened', deal_id, 1, amount, product_class, manager_id, NULL, NULL, NULL FROM staging.deals WHERE client_id = $client_id AND opened_on <= (SELECT as_of FROM asked)
UNION ALL
SELECT s.entered_on, 'deal_stage', s.deal_id, 1, d.amount, s.stage, d.manager_id, NULL, NULL, NULL
FROM staging.deal_stages AS s
JOIN staging.deals AS d ON d.deal_id = s.deal_id
WHERE d.client_id = $client_id AND s.entered_on <= (SELECT as_of FROM asked)
UNION ALL
SELECT closed_on, CASE outcome WHEN 'won' THEN 'deal_won' WHEN 'lost' THEN 'deal_lost' ELSE 'deal_closed' END, deal_id, 1, amount, product_class, manager_id, NULL, NULL, concat_ws(', ', competitor, reason)
FROM staging.deals
WHERE client_id = $client_id AND closed_on <= (SELECT as_of FROM asked)
UNION ALL
SELECT given_on, 'feedback', NULL, 1, NULL, NULL, NULL, contact_id, NULL, concat_ws('. ', reasons, "text") FROM staging.feedback WHERE client_id = $client_id AND given_on <= (SELECT as_of FROM asked)
UNION ALL
SELECT decided_on, 'decision', decision_id, 1, NULL, kind, NULL, NULL, NULL, subject FROM staging.decisions WHERE client_id = $client_id
UNION ALL
SELECT promised_on, 'promise', promise_id, 1, NULL, NULL, NULL, NULL, NULL, promise FROM staging.promises WHERE client_id = $client_id AND promised_on IS NOT NULL
UNION ALL
SELECT done_on, 'promise_kept', promise_id, 1, NULL, NULL, NULL, NULL, NULL, promise FROM staging.promises WHERE client_id = $client_id AND done_on IS NOT NULL
UNION ALL
SELECT coalesce(t.done_on, t.due_on), CASE WHEN t.done_on IS NULL THEN 'task' ELSE 'task_done' END, t.task_id, 1, NULL, NULL, t.manager_id, NULL, NULL, NULL
FROM staging.tasks AS t
JOIN staging.as_of_windows AS w ON w.is_book
WHERE t.client_id = $client_id AND (t.done_on IS NOT NULL OR t.due_on <= w.as_of)
UNION ALL
SELECT noted_on, 'note', note_id, 1, NULL, NULL, manager_id, contact_id, NULL, NULL FROM staging.notes WHERE client_id = $client_id
UNION ALL
SELECT dated, 'document', document_id, 1, NULL, kind, NULL, NULL, NULL, NULL FROM staging.documents WHERE client_id = $client_id AND dated IS NOT NULL
UNION ALL
SELECT valid_from, 'terms', contract_no, 1, credit_limit, NULL, NULL, NULL, NULL, NULL FROM staging.terms WHERE client_id = $client_id AND valid_from IS NOT NULL
UNION ALL
SELECT valid_from, 'manager', NULL, 1, NULL, NULL, manager_id, NULL, NULL, NULL FROM held WHERE place > 1
UNION ALL
SELECT min(as_of), 'alarm', item_id, 1, NULL, item, NULL, NULL, NULL, NULL FROM staging.queue_seen WHERE client_id = $client_id GROUP BY item, item_id
UNION ALL
SELECT seen_on, 'competitor', move_id, 1, NULL, move, NULL, NULL, NULL, competitor FROM staging.competitor_moves WHERE client_id = $client_id
UNION ALL
SELECT started_on, 'retention', NULL, 1, cost, way, NULL, NULL, NULL, target FROM staging.retention_actions WHERE client_id = $client_id AND started_on <= (SELECT as_of FROM asked)
UNION ALL
SELECT since, 'tie', NULL, 1, NULL, tie, NULL, NULL, NULL, NULL FROM staging.ties WHERE client_id = $client_id AND since IS NOT NULL
