-- one row per client that either review date knows: what was said of it then, what today's data say of then, what is said now
-- part: of the bridge from the money of then to that of now (new, returned, expansion, contraction, lost, same).
-- risk_outcome: of a client whose risk was told then: gone_silent or bought within the horizon, once it is over (else early).
WITH both_dates AS (
    SELECT
        coalesce(n.client_id, s.client_id) AS client_id,
        s.client_id IS NOT NULL AS was_known,
        coalesce(s.net_12m, 0) AS net_12m_said,
        CASE WHEN d.has_then THEN coalesce(k.net_12m, 0) ELSE coalesce(s.net_12m, 0) END AS net_12m_then,
        coalesce(n.net_12m, 0) AS net_12m,
        s.contribution_level AS contribution_level_then,
        n.contribution_level AS contribution_level,
        coalesce(s.contribution_12m, 0) AS contribution_12m_said,
        CASE
            WHEN NOT d.has_then THEN 0
            WHEN coalesce(s.contribution_level, d.contribution_level) = 'revenue' THEN coalesce(k.net_12m, 0) - coalesce(s.net_12m, 0)
            WHEN s.contribution_12m IS NULL THEN coalesce(k.cm1_12m, 0)
            ELSE coalesce(coalesce(k.cm1_12m, 0) - s.cm1_12m, 0)
        END AS contribution_corrected,
        coalesce(n.contribution_12m, 0) AS contribution_12m,
        s.p_churn AS p_churn_then,
        n.p_churn,
        s.risk_band AS risk_band_then,
        n.risk_band,
        s.contribution_at_risk_12m AS contribution_at_risk_then,
        n.contribution_at_risk_12m,
        s.horizon_days,
        coalesce(s.is_key, false) AS was_key,
        coalesce(n.is_key, false) AS is_key,
        s.is_key IS NOT NULL OR s.client_id IS NULL AS has_selection_then,
        s.selection_score AS selection_score_then,
        n.selection_score,
        s.decided_by AS decided_by_then,
        n.decided_by,
        s.decision AS decision_then,
        n.decision,
        s.fit_share AS fit_share_then,
        n.fit_share,
        s.fit_passes AS passes_then,
        n.fit_passes AS passes,
        s.group_primary AS group_primary_then,
        n.group_primary,
        s.abc AS abc_then,
        n.abc,
        s.segment AS segment_then,
        n.segment,
        s.relationship AS relationship_then,
        n.relationship,
        s.turnover_class AS turnover_class_then,
        n.turnover_class,
        coalesce(k.was_active, s.net_12m <> 0, false) AS was_active,
        coalesce(g.is_active, false) AS is_active,
        g.first_purchase,
        coalesce(b.net, 0) AS net_since,
        b.first_day AS bought_on,
        d.before_as_of,
        d.after_as_of
    FROM now AS n
    FULL JOIN said AS s ON s.client_id = n.client_id
    CROSS JOIN dates AS d
    LEFT JOIN known AS k ON k.client_id = coalesce(n.client_id, s.client_id)
    LEFT JOIN going AS g ON g.client_id = coalesce(n.client_id, s.client_id)
    LEFT JOIN bought AS b ON b.client_id = coalesce(n.client_id, s.client_id)
),
moved AS (
    SELECT
        *,
        net_12m_then - net_12m_said AS net_12m_corrected,
        net_12m - net_12m_then AS net_12m_change,
        contribution_12m_said + contribution_corrected AS contribution_12m_then,
        contribution_12m - contribution_12m_said - contribution_corrected AS contribution_12m_change
    FROM both_dates
)
SELECT
    client_id,
    was_active,
    is_active,
    CASE
        WHEN was_active AND NOT is_active THEN 'lost'
        WHEN is_active AND NOT was_active AND first_purchase > before_as_of THEN 'new'
        WHEN is_active AND NOT was_active THEN 'returned'
        WHEN net_12m_change > 0 THEN 'expansion'
        WHEN net_12m_change < 0 THEN 'contraction'
        ELSE 'same'
    END AS part,
    net_12m_said,
    net_12m_corrected,
    net_12m_then,
    net_12m,
    net_12m_change,
    net_since,
    contribution_level_then,
    contribution_level,
    contribution_12m_said,
    contribution_corrected,
    contribution_12m_then,
    contribution_12m,
    contribution_12m_change,
    p_churn_then,
    p_churn,
    risk_band_then,
    risk_band,
    contribution_at_risk_then,
    contribution_at_risk_12m,
    CASE
        WHEN p_churn_then IS NULL THEN NULL
        WHEN bought_on IS NOT NULL AND date_diff('day', before_as_of, bought_on) <= horizon_days THEN 'bought'
        WHEN date_diff('day', before_as_of, after_as_of) >= horizon_days THEN 'fell_silent'
        ELSE 'early'
    END AS risk_outcome,
    was_key,
    is_key,
    CASE
        WHEN NOT has_selection_then THEN NULL
        WHEN is_key AND NOT was_key THEN 'enters'
        WHEN was_key AND NOT is_key THEN 'leaves'
        WHEN is_key THEN 'stays'
        ELSE 'out'
    END AS change,
    CASE
        WHEN NOT has_selection_then OR is_key = was_key THEN NULL
        WHEN NOT was_known THEN 'new_client'
        WHEN decision IS DISTINCT FROM decision_then THEN 'decision'
        WHEN coalesce(passes, false) <> coalesce(passes_then, false) AND (decided_by_then IN ('fit', 'fit_unknown', 'veto') OR decided_by IN ('fit', 'fit_unknown', 'veto')) THEN 'fit'
        WHEN is_key AND selection_score > selection_score_then OR was_key AND selection_score < selection_score_then THEN 'score'
        ELSE 'others'
    END AS selection_cause,
    selection_score_then,
    selection_score,
    fit_share_then,
    fit_share,
    passes_then,
    passes,
    group_primary_then,
    group_primary,
    abc_then,
    abc,
    segment_then,
    segment,
    relationship_then,
    relationship,
    turnover_class_then,
    turnover_class
FROM moved
ORDER BY abs(contribution_12m_change) + abs(contribution_corrected) DESC NULLS LAST, abs(net_12m_change) DESC NULLS LAST, client_id
