-- one row per thing that the SKAM group has to see to: what it is, about whom, since when, the money it is about
-- item: left, entered (the list of key clients, since the review before), fit_failed, fit_unknown (key clients),
-- over_limit (of the charter), judgement_expired, decision_expired, decision_due, charter_open, charter_due,
-- promise_overdue, promise_no_progress, emerging (becoming key, and not on the list). detail: the subject, question, criterion,
-- limit, or what decided about the list; item_id: the decision or promise; value: what it is measured by, limit_value: what is allowed; stake: money a
-- quarter, where more is given than the limit allows. Judgements are asked for of key clients alone.
WITH moved AS (
    SELECT
        CASE WHEN k.is_key THEN 'entered' ELSE 'left' END AS item,
        k.client_id,
        k.decided_by AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        b.as_of AS since,
        CASE WHEN k.decided_by = 'fit' THEN k.fit_share ELSE abs(k.margin) END AS value,
        CAST(NULL AS DOUBLE) AS limit_value,
        CAST(NULL AS DOUBLE) AS stake
    FROM marts.key_clients AS k
    CROSS JOIN (SELECT DISTINCT as_of FROM staging.key_seen) AS b
    LEFT JOIN staging.key_seen AS s ON s.client_id = k.client_id
    WHERE k.is_key <> coalesce(s.is_key, false)
),
given AS (
    -- what each client is given, and what the charter allows; price: what one unit beyond it costs in a quarter
    SELECT c.client_id, 'discount' AS detail, c.discount_share AS value, l.max_discount AS limit_value, CAST(b.list_12m AS DOUBLE) AS price
    FROM marts.client_card AS c
    JOIN marts.contribution AS b ON b.client_id = c.client_id
    CROSS JOIN staging.charter AS l
    UNION ALL
    SELECT t.client_id, 'deferral', CAST(t.credit_days AS DOUBLE), CAST(l.max_deferral_days AS DOUBLE), CAST(b.net_12m AS DOUBLE) / 365 * p.money_capital_rate
    FROM staging.clients AS t
    LEFT JOIN marts.contribution AS b ON b.client_id = t.client_id
    CROSS JOIN staging.charter AS l
    CROSS JOIN policy AS p
    UNION ALL
    SELECT t.client_id, 'stock', CAST(t.stock_kept AS DOUBLE), CAST(l.max_stock AS DOUBLE), p.money_capital_rate
    FROM staging.clients AS t
    CROSS JOIN staging.charter AS l
    CROSS JOIN policy AS p
),
limits AS (
    SELECT
        'over_limit' AS item,
        client_id,
        detail,
        CAST(NULL AS VARCHAR) AS item_id,
        CAST(NULL AS DATE) AS since,
        value,
        limit_value,
        (value - limit_value) * price * 3 / 12 AS stake
    FROM given
    WHERE value > limit_value
),
fits AS (
    SELECT
        CASE WHEN k.passes IS NULL THEN 'fit_unknown' ELSE 'fit_failed' END AS item,
        k.client_id,
        CAST(NULL AS VARCHAR) AS detail,
        CAST(NULL AS VARCHAR) AS item_id,
        CAST(NULL AS DATE) AS since,
        k.fit_share AS value,
        CAST(NULL AS DOUBLE) AS limit_value,
        CAST(NULL AS DOUBLE) AS stake
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
        CAST(NULL AS DOUBLE) AS value,
        CAST(NULL AS DOUBLE) AS limit_value,
        CAST(NULL AS DOUBLE) AS stake
    FROM marts.criteria AS c
    JOIN marts.key_clients AS k ON k.client_id = c.client_id AND k.is_key
    WHERE c.is_expired
),
decisions AS (
    SELECT
        CASE d.decision_state WHEN 'expired' THEN 'decision_expired' ELSE 'decision_due' END AS item,
        d.client_id,
        d.subject AS detail,
        d.decision_id AS item_id,
        CASE d.decision_state WHEN 'expired' THEN d.until ELSE least(d.next_review, d.due_on) END AS since,
        CAST(NULL AS DOUBLE) AS value,
        CAST(NULL AS DOUBLE) AS limit_value,
        CAST(NULL AS DOUBLE) AS stake
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
        CAST(NULL AS DOUBLE) AS value,
        CAST(NULL AS DOUBLE) AS limit_value,
        CAST(NULL AS DOUBLE) AS stake
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
        CAST(NULL AS DOUBLE) AS value,
        CAST(NULL AS DOUBLE) AS limit_value,
        CAST(NULL AS DOUBLE) AS stake
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
        CAST(NULL AS DOUBLE) AS value,
        CAST(NULL AS DOUBLE) AS limit_value,
        CAST(NULL AS DOUBLE) AS stake
    FROM marts.emerging_fading AS e
    JOIN marts.key_clients AS k ON k.client_id = e.client_id AND NOT k.is_key
    WHERE e.direction = 'emerging'
),
everything AS (
    SELECT item, client_id, detail, item_id, since, value, limit_value, stake FROM moved
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value, limit_value, stake FROM limits
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value, limit_value, stake FROM fits
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value, limit_value, stake FROM judgements
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value, limit_value, stake FROM decisions
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value, limit_value, stake FROM charter
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value, limit_value, stake FROM promises
    UNION ALL
    SELECT item, client_id, detail, item_id, since, value, limit_value, stake FROM emerging
)
SELECT
    w.as_of,
    e.item,
    e.client_id,
    e.detail,
    e.item_id,
    e.since,
    e.value,
    e.limit_value,
    round(e.stake * 1e2) / 1e2 AS stake,
    c.net_12m
FROM everything AS e
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN marts.client_card AS c ON c.client_id = e.client_id
