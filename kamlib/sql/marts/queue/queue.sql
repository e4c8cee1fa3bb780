-- one row per client (or subject of no client) that may need a decision: what of queue_items has the most at stake, and what else there is
-- Ranked by money at stake; what has none comes after, larger clients first; equal ones share a place. queue_part: decide,
-- good (news that ask for nothing bad to be mended), upkeep (what keeps the numbers known): of a client with several, the
-- first of these, which is their order by code too. queue_state: what people answered (new: nothing). What is put off, not valid
-- or decided stands last (is_muted) until its day comes, or its stake is the policy's times what it was then.
WITH decided AS (
    SELECT client_id, max(decided_on) AS decided_on
    FROM marts.skam_decisions
    WHERE decision_state = 'in_force' AND client_id IS NOT NULL
    GROUP BY client_id
),
answered AS (
    SELECT
        i.*,
        CASE WHEN i.client_id IS NOT NULL THEN i.client_id ELSE concat(i.item, ' ', coalesce(i.detail, ''), ' ', coalesce(i.item_id, '')) END AS subject,
        m.owner,
        m.due_on,
        m.until AS muted_until,
        m.reason AS mark_reason,
        m.marked_on,
        CASE
            WHEN m.mark IN ('snoozed', 'not_valid') AND (m.until IS NULL OR m.until > i.as_of)
                AND NOT coalesce(i.stake > m.stake AND i.stake >= p.queue_return_ratio * m.stake, false) THEN m.mark
            WHEN d.client_id IS NOT NULL THEN 'decided'
            WHEN m.mark IN ('assigned', 'seen') THEN m.mark
            ELSE 'new'
        END AS queue_state
    FROM marts.queue_items AS i
    CROSS JOIN policy AS p
    JOIN staging.as_of_windows AS w ON w.is_book
    LEFT JOIN staging.queue_marks AS m
        ON m.client_id = i.client_id
        AND m.item = CASE WHEN i.item IN ('dropped_class', 'over_limit') THEN concat(i.item, ':', i.detail) ELSE i.item END
    LEFT JOIN decided AS d ON d.client_id = i.client_id AND d.decided_on >= coalesce(i.since, w.after_3m)
),
placed AS (
    SELECT *, queue_state IN ('snoozed', 'not_valid', 'decided') AS is_muted FROM answered
),
ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY subject
            ORDER BY
                queue_part NULLS LAST,
                is_muted NULLS LAST,
                stake DESC NULLS LAST,
                item NULLS LAST,
                detail NULLS LAST,
                item_id NULLS LAST
        ) AS item_place,
        count(*) OVER (PARTITION BY subject) AS items
    FROM placed
),
others AS (
    SELECT subject, string_agg(item, ', ' ORDER BY item) AS also
    FROM (
        SELECT DISTINCT r.subject, r.item
        FROM ranked AS r
        JOIN ranked AS f ON f.subject = r.subject AND f.item_place = 1 AND f.item <> r.item
    ) AS distinct_items
    GROUP BY subject
)
SELECT
    r.as_of,
    rank() OVER (ORDER BY r.queue_part NULLS LAST, r.is_muted NULLS LAST, r.stake DESC NULLS LAST, c.net_12m DESC NULLS LAST) AS place,
    r.queue_part,
    r.client_id,
    r.item,
    r.detail,
    r.item_id,
    r.since,
    r.first_seen,
    r.value,
    r.value_before,
    r.stake,
    r.stake_kind,
    r.queue_state,
    r.is_muted,
    r.owner,
    r.due_on,
    r.muted_until,
    r.mark_reason,
    r.marked_on,
    r.items,
    o.also,
    k.is_key,
    c.abc,
    c.net_12m,
    u.p_churn,
    u.risk_band,
    c.last_contact,
    CASE r.item
        WHEN 'leaving' THEN 'talk'
        WHEN 'gone' THEN 'win_back'
        WHEN 'shrunk' THEN 'ask_why'
        WHEN 'below_last_year' THEN 'ask_why'
        WHEN 'dropped_class' THEN 'offer_class'
        WHEN 'misfit' THEN 'review_terms'
        WHEN 'unprofitable' THEN 'review_terms'
        WHEN 'over_limit' THEN 'review_terms'
        WHEN 'left' THEN 'confirm'
        WHEN 'entered' THEN 'confirm'
        WHEN 'fit_failed' THEN 'exception'
        WHEN 'fit_unknown' THEN 'learn_needs'
        WHEN 'emerging' THEN 'make_key'
        WHEN 'judgement_expired' THEN 'judge'
        WHEN 'decision_expired' THEN 'revise'
        WHEN 'decision_due' THEN 'revise'
        WHEN 'promise_overdue' THEN 'keep_promise'
        WHEN 'promise_no_progress' THEN 'keep_promise'
        ELSE 'answer'
    END AS next_step
FROM ranked AS r
LEFT JOIN others AS o ON o.subject = r.subject
LEFT JOIN marts.client_card AS c ON c.client_id = r.client_id
LEFT JOIN marts.key_clients AS k ON k.client_id = r.client_id
LEFT JOIN marts.churn_risk AS u ON u.client_id = r.client_id
WHERE r.item_place = 1
