-- one row per thing the next review has to deal with: what it is, about whom, since when, the money it is about
-- item: fit_failed, fit_unknown (key clients), judgement_expired, decision_expired, decision_due, charter_open, charter_due,
-- promise_overdue, promise_no_progress, emerging (becoming key, and not on the list). detail: the subject, question or
-- criterion; item_id: the decision or promise; value: the share of fit, where that is what it is about. Money is the
-- client's revenue of 12 months.
WITH fits AS (
    SELECT
        CASE WHEN k.passes IS NULL THEN 'fit_unknown' ELSE 'fit_failed' END AS item,
        k.client_id,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        CAST(NULL AS DATE) AS since,
        k.fit_share AS value
    FROM marts.key_clients AS k
    WHERE k.is_key AND (k.passes IS NULL OR NOT k.passes)
),
judgements AS (
    SELECT
        'judgement_expired' AS item,
        c.client_id,
        c.criterion AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        c.expires_on AS since,
        CAST(NULL AS DOUBLE) AS value
    FROM marts.criteria AS c
    WHERE c.is_expired
),
decisions AS (
    SELECT
        CASE d.decision_state WHEN 'expired' THEN 'decision_expired' ELSE 'decision_due' END AS item,
        d.client_id,
        d.subject AS detail,
        d.decision_id AS item_id,
        CASE d.decision_state WHEN 'expired' THEN d.until ELSE d.next_review END AS since,
        CAST(NULL AS DOUBLE) AS value
    FROM marts.skam_decisions AS d
    WHERE d.decision_state IN ('expired', 'review_due')
),
charter AS (
    SELECT
        CASE c.charter_state WHEN 'open' THEN 'charter_open' ELSE 'charter_due' END AS item,
        CAST(NULL AS VARCHAR) AS client_id,
        c.question AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        CASE c.charter_state WHEN 'review_due' THEN c.review_on END AS since,
        CAST(NULL AS DOUBLE) AS value
    FROM marts.skam_charter AS c
    WHERE c.charter_state IN ('open', 'review_due')
),
promises AS (
    SELECT
        CASE p.promise_state WHEN 'overdue' THEN 'promise_overdue' ELSE 'promise_no_progress' END AS item,
        p.client_id,
        p.promise AS detail,
        p.promise_id AS item_id,
        CASE p.promise_state WHEN 'overdue' THEN p.due_on ELSE coalesce(p.progress_on, p.promised_on) END AS since,
        CAST(NULL AS DOUBLE) AS value
    FROM marts.skam_promises AS p
    WHERE p.promise_state IN ('overdue', 'no_progress')
),
emerging AS (
    SELECT
        'emerging' AS item,
        e.client_id,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        CAST(NULL AS DATE) AS since,
        CAST(NULL AS DOUBLE) AS value
    FROM marts.emerging_fading AS e
    JOIN marts.key_clients AS k ON k.client_id = e.client_id AND NOT k.is_key
    WHERE e.direction = 'emerging'
),
everything AS (
    SELECT item, client_id, detail, item_id, since, value FROM fits
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value FROM judgements
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value FROM decisions
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value FROM charter
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value FROM promises
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value FROM emerging
)
SELECT
    w.as_of,
    e.item,
    e.client_id,
    e.detail,
    e.item_id,
    e.since,
    e.value,
    c.net_12m
FROM everything AS e
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN marts.client_card AS c ON c.client_id = e.client_id
