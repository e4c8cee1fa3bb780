-- one row per measure of the company: as it was said then, as today's data show it, now
-- Shares of key clients are, as on their list, of what the clients that bring something bring.
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
        sum(contribution_at_risk_then) FILTER (WHERE at_risk_place_then <= 10) AS at_risk_top_then,
        sum(contribution_at_risk_12m) FILTER (WHERE at_risk_place_now <= 10) AS at_risk_top_now,
        count(*) FILTER (WHERE risk_band_then IN ('high', 'raised')) AS likely_then,
        count(*) FILTER (WHERE risk_band IN ('high', 'raised')) AS likely_now,
        count(risk_band_then) AS judged_then,
        count(risk_band) AS judged_now,
        count(*) FILTER (WHERE was_key) AS key_then,
        count(*) FILTER (WHERE is_key) AS key_now,
        count(change) AS selections,
        sum(net_12m_said) FILTER (WHERE was_key AND net_12m_said > 0) AS key_net_then,
        sum(net_12m_said) FILTER (WHERE net_12m_said > 0) AS buying_then,
        sum(net_12m) FILTER (WHERE is_key AND net_12m > 0) AS key_net_now,
        sum(net_12m) FILTER (WHERE net_12m > 0) AS buying_now,
        sum(contribution_12m_said) FILTER (WHERE was_key AND contribution_12m_said > 0) AS key_contribution_then,
        sum(contribution_12m_said) FILTER (WHERE contribution_12m_said > 0) AS earning_then,
        sum(contribution_12m) FILTER (WHERE is_key AND contribution_12m > 0) AS key_contribution_now,
        sum(contribution_12m) FILTER (WHERE contribution_12m > 0) AS earning_now,
        avg(fit_share_then) FILTER (WHERE was_key) AS fit_then,
        avg(fit_share) FILTER (WHERE is_key) AS fit_now,
        count(*) FILTER (WHERE was_key AND passes_then IS NULL) AS fit_unknown_then,
        count(*) FILTER (WHERE is_key AND passes IS NULL) AS fit_unknown_now
    FROM (
        SELECT
            *,
            row_number() OVER (ORDER BY contribution_at_risk_then DESC NULLS LAST, client_id) AS at_risk_place_then,
            row_number() OVER (ORDER BY contribution_at_risk_12m DESC NULLS LAST, client_id) AS at_risk_place_now
        FROM compared
    ) AS placed
),
listed AS (
    SELECT 1 AS place, 'net_12m' AS company_measure, net_said AS said_then, net_then AS known_then, net_now AS now FROM measured
    UNION ALL
    SELECT 2, 'contribution_12m', contribution_said, contribution_then, contribution_now FROM measured WHERE level_then = level_now AND level_now <> 'revenue'
    UNION ALL
    SELECT 3, CASE WHEN level_now = 'revenue' THEN 'revenue_at_risk_12m' ELSE 'contribution_at_risk_12m' END, CASE WHEN level_then = level_now THEN at_risk_then END, NULL, at_risk_now FROM measured
    UNION ALL
    SELECT 4, 'at_risk_top_share', CASE WHEN level_then = level_now AND at_risk_then > 0 THEN at_risk_top_then / at_risk_then END, NULL, CASE WHEN at_risk_now > 0 THEN at_risk_top_now / at_risk_now END FROM measured
    UNION ALL
    SELECT 5, 'likely_to_leave', CASE WHEN judged_then > 0 THEN likely_then END, NULL, CASE WHEN judged_now > 0 THEN likely_now END FROM measured
    UNION ALL
    SELECT 6, 'key_clients', CASE WHEN selections > 0 THEN key_then END, NULL, key_now FROM measured
    UNION ALL
    SELECT 7, 'key_revenue_share', CASE WHEN selections > 0 THEN key_net_then / buying_then END, NULL, key_net_now / buying_now FROM measured
    UNION ALL
    SELECT 8, 'key_contribution_share', CASE WHEN selections > 0 THEN key_contribution_then / earning_then END, NULL, key_contribution_now / earning_now FROM measured WHERE level_then = level_now AND level_now <> 'revenue'
    UNION ALL
    SELECT 9, 'key_fit_mean', fit_then, NULL, fit_now FROM measured
    UNION ALL
    SELECT 10, 'key_fit_unknown', CASE WHEN selections > 0 AND key_then > 0 THEN fit_unknown_then END, NULL, CASE WHEN key_now > 0 THEN fit_unknown_now END FROM measured
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
