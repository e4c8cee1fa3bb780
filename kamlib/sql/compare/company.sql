-- one row per measure of the company: as it was said then, as today's data show it, now
WITH measured AS (
    SELECT
        sum(net_12m_said) AS net_said,
        sum(net_12m_then) AS net_then,
        sum(net_12m) AS net_now,
        sum(contribution_12m_said) AS contribution_said,
        sum(contribution_12m_then) AS contribution_then,
        sum(contribution_12m) AS contribution_now,
        max(contribution_level_then) AS level_then,
        max(contribution_level) AS level_now,
        sum(contribution_at_risk_then) AS at_risk_then,
        sum(contribution_at_risk_12m) AS at_risk_now,
        count(*) FILTER (WHERE risk_band_then IN ('high', 'raised')) AS likely_then,
        count(*) FILTER (WHERE risk_band IN ('high', 'raised')) AS likely_now,
        count(risk_band_then) AS judged_then,
        count(risk_band) AS judged_now,
        count(*) FILTER (WHERE was_key) AS key_then,
        count(*) FILTER (WHERE is_key) AS key_now,
        count(change) AS selections,
        sum(net_12m_said) FILTER (WHERE was_key) AS key_net_then,
        sum(net_12m) FILTER (WHERE is_key) AS key_net_now,
        avg(fit_share_then) FILTER (WHERE was_key) AS fit_then,
        avg(fit_share) FILTER (WHERE is_key) AS fit_now,
        count(*) FILTER (WHERE was_key AND passes_then IS NULL) AS fit_unknown_then,
        count(*) FILTER (WHERE is_key AND passes IS NULL) AS fit_unknown_now
    FROM compared
),
listed AS (
    SELECT 1 AS place, 'net_12m' AS company_measure, net_said AS said_then, net_then AS known_then, net_now AS now FROM measured
    UNION ALL
    SELECT 2, 'contribution_12m', contribution_said, contribution_then, contribution_now FROM measured WHERE level_then = level_now AND level_now <> 'revenue'
    UNION ALL
    SELECT 3, CASE WHEN level_now = 'revenue' THEN 'revenue_at_risk_12m' ELSE 'contribution_at_risk_12m' END, at_risk_then, NULL, at_risk_now FROM measured
    UNION ALL
    SELECT 4, 'likely_to_leave', CASE WHEN judged_then > 0 THEN likely_then END, NULL, CASE WHEN judged_now > 0 THEN likely_now END FROM measured
    UNION ALL
    SELECT 5, 'key_clients', CASE WHEN selections > 0 THEN key_then END, NULL, key_now FROM measured
    UNION ALL
    SELECT 6, 'key_revenue_share', CASE WHEN net_said > 0 THEN key_net_then / net_said END, NULL, CASE WHEN net_now > 0 THEN key_net_now / net_now END FROM measured
    UNION ALL
    SELECT 7, 'key_fit_mean', fit_then, NULL, fit_now FROM measured
    UNION ALL
    SELECT 8, 'key_fit_unknown', CASE WHEN selections > 0 AND key_then > 0 THEN fit_unknown_then END, NULL, CASE WHEN key_now > 0 THEN fit_unknown_now END FROM measured
)
SELECT
    company_measure,
    round(said_then * 1e6) / 1e6 AS said_then,
    round(known_then * 1e6) / 1e6 AS known_then,
    round((known_then - said_then) * 1e6) / 1e6 AS corrected,
    round(now * 1e6) / 1e6 AS measure_now,
    round((now - coalesce(known_then, said_then)) * 1e6) / 1e6 AS measure_change
FROM listed
WHERE said_then IS NOT NULL OR now IS NOT NULL
ORDER BY place
