-- one row per decision about a client: its revenue since against the same days a year before, and what clients like it did
-- like it: of its ABC class at the last date before the decision that the book looks back to, and without a decision
-- about them in force since. change_low, change_high: between them lies the policy's part of their changes.
-- decision_outcome: too_early (the horizon is not over since), cannot_tell (nothing to compare with, or too few like it),
-- better, worse (than all between the two), as_others.
WITH asked AS (
    SELECT
        d.decision_id,
        d.kind,
        d.client_id,
        d.decided_on,
        CAST(d.decided_on - INTERVAL 12 MONTH AS DATE) AS year_before,
        w.as_of,
        w.after_12m,
        w.as_of - d.decided_on >= p.churn_horizon_days AS is_over,
        max(a.as_of) AS then_as_of
    FROM staging.decisions AS d
    JOIN staging.as_of_windows AS w ON w.is_book
    CROSS JOIN policy AS p
    LEFT JOIN as_of AS a ON a.as_of <= d.decided_on
    WHERE d.client_id IS NOT NULL AND d.decided_on <= w.as_of
    GROUP BY d.decision_id, d.kind, d.client_id, d.decided_on, w.as_of, w.after_12m, p.churn_horizon_days
),
sold AS (
    SELECT
        q.decision_id,
        c.client_id,
        sum(CASE WHEN c.day > q.decided_on THEN c.net ELSE 0 END) AS net_since,
        sum(CASE WHEN c.day > q.year_before AND c.day <= q.after_12m THEN c.net ELSE 0 END) AS net_year_before
    FROM asked AS q
    JOIN features.client_day AS c ON c.day > q.year_before
    GROUP BY q.decision_id, c.client_id
),
changes AS (
    SELECT
        decision_id,
        client_id,
        net_since,
        net_year_before,
        CASE WHEN net_year_before > 0 THEN round((CAST(net_since AS DOUBLE) / CAST(net_year_before AS DOUBLE) - 1) * 1e6) / 1e6 END AS change_since
    FROM sold
),
others AS (
    SELECT
        q.decision_id,
        c.change_since,
        row_number() OVER (PARTITION BY q.decision_id ORDER BY c.change_since NULLS LAST, c.client_id NULLS LAST) AS place,
        count(*) OVER (PARTITION BY q.decision_id) AS comparables
    FROM asked AS q
    JOIN features.abc AS m ON m.as_of = q.then_as_of AND m.client_id = q.client_id
    JOIN features.abc AS o ON o.as_of = q.then_as_of AND o.client_id <> q.client_id
        AND coalesce(o.abc_contribution, o.abc_revenue) = coalesce(m.abc_contribution, m.abc_revenue)
    JOIN changes AS c ON c.decision_id = q.decision_id AND c.client_id = o.client_id AND c.change_since IS NOT NULL
    WHERE NOT EXISTS (
        SELECT 1 FROM staging.decisions AS x
        WHERE x.client_id = o.client_id AND x.decided_on <= q.as_of AND coalesce(x.until, q.as_of) > q.decided_on
    )
),
ranges AS (
    SELECT
        o.decision_id,
        max(o.comparables) AS comparables,
        min(o.change_since) FILTER (WHERE o.place + o.place > round(o.comparables * (1 - p.review_comparable_part) * 1e6) / 1e6) AS change_low,
        max(o.change_since) FILTER (
            WHERE o.comparables + 1 - o.place + o.comparables + 1 - o.place > round(o.comparables * (1 - p.review_comparable_part) * 1e6) / 1e6
        ) AS change_high
    FROM others AS o
    CROSS JOIN policy AS p
    GROUP BY o.decision_id
)
SELECT
    q.as_of,
    q.decision_id,
    q.client_id,
    coalesce(c.net_since, 0) AS net_since,
    coalesce(c.net_year_before, 0) AS net_year_before,
    c.change_since,
    coalesce(r.comparables, 0) AS comparables,
    CASE WHEN r.comparables >= p.review_min_comparables THEN r.change_low END AS change_low,
    CASE WHEN r.comparables >= p.review_min_comparables THEN r.change_high END AS change_high,
    CASE
        WHEN NOT q.is_over THEN 'too_early'
        WHEN c.change_since IS NULL OR r.comparables IS NULL OR r.comparables < p.review_min_comparables THEN 'cannot_tell'
        WHEN c.change_since > r.change_high THEN 'better'
        WHEN c.change_since < r.change_low THEN 'worse'
        ELSE 'as_others'
    END AS decision_outcome,
    v.verdict,
    v.why AS verdict_why,
    v.judged_by AS verdict_by,
    v.judged_on AS verdict_on
FROM asked AS q
CROSS JOIN policy AS p
LEFT JOIN changes AS c ON c.decision_id = q.decision_id AND c.client_id = q.client_id
LEFT JOIN ranges AS r ON r.decision_id = q.decision_id
LEFT JOIN staging.decision_verdicts AS v ON v.decision_id = q.decision_id
