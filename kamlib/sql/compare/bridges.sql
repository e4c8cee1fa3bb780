-- one row per bridge (revenue, contribution): said then + corrected since + new + returned + expansion − contraction − lost = now
-- Of the contribution each part is that of the client's revenue, its own money: a client that bought more and earned less
-- stands in contraction of the contribution. No bridge of the contribution where it was of another rung then.
WITH money AS (
    SELECT 1 AS place, 'revenue' AS bridge, client_id, part, net_12m_said AS said, net_12m_corrected AS corrected, net_12m_change AS change, net_12m AS now
    FROM compared
    UNION ALL
    SELECT
        2,
        'contribution',
        client_id,
        CASE WHEN part IN ('new', 'returned', 'lost') THEN part WHEN contribution_12m_change > 0 THEN 'expansion' WHEN contribution_12m_change < 0 THEN 'contraction' ELSE 'same' END,
        contribution_12m_said,
        contribution_corrected,
        contribution_12m_change,
        contribution_12m
    FROM compared
    WHERE (SELECT max(contribution_level_then) = max(contribution_level) AND max(contribution_level) <> 'revenue' FROM compared)
)
SELECT
    bridge,
    round(sum(said) * 1e2) / 1e2 AS said_then,
    round(sum(corrected) * 1e2) / 1e2 AS corrected,
    round(coalesce(sum(change) FILTER (WHERE part = 'new'), 0) * 1e2) / 1e2 AS new,
    round(coalesce(sum(change) FILTER (WHERE part = 'returned'), 0) * 1e2) / 1e2 AS returned,
    round(coalesce(sum(change) FILTER (WHERE part = 'expansion'), 0) * 1e2) / 1e2 AS expansion,
    round(coalesce(-sum(change) FILTER (WHERE part = 'contraction'), 0) * 1e2) / 1e2 AS contraction,
    round(coalesce(-sum(change) FILTER (WHERE part = 'lost'), 0) * 1e2) / 1e2 AS lost,
    round(sum(now) * 1e2) / 1e2 AS measure_now,
    count(*) FILTER (WHERE corrected <> 0) AS clients_corrected
FROM money
GROUP BY place, bridge
ORDER BY place
