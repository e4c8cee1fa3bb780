-- one row per client worth a call: its place by the profit expected of one, why it is on the list, and the reasons that raise its risk most
-- cause: at_risk (the forecast, of a client with a named reason or of raised risk), shrunk (it bought less than
-- expected beyond chance), watched (a large client that bought less than the same quarter last year by the policy's share,
-- and in each of its last three months).
-- stake: contribution of 12 months – at risk by leaving or shrinking within the horizon; of the two others at least what is missing, for a year, by the part of
-- such falls that lasted. bought, bought_usually: of the two others, the money now and what it is held against. Gone clients are not on it.
WITH reasons AS (
    SELECT
        client_id,
        max(family) FILTER (WHERE place = 1) AS driver,
        max(family) FILTER (WHERE place = 2) AS driver_2
    FROM (
        SELECT client_id, family, row_number() OVER (PARTITION BY client_id ORDER BY place NULLS LAST) AS place
        FROM marts.risk_drivers
        WHERE target = 'churned' AND is_reason
    ) AS named
    GROUP BY client_id
),
clients AS (
    SELECT
        r.as_of,
        r.client_id,
        CASE
            WHEN r.status = 'scored' AND (d.driver IS NOT NULL OR r.risk_band IN ('high', 'raised'))
                THEN r.contribution_at_risk_soon
        END AS at_risk,
        CASE WHEN s.level IN ('stopped', 'halved', 'below')
            THEN CASE WHEN r.contribution_level = 'revenue' THEN s.missing ELSE s.missing_contribution END * 365 / s.horizon_days * y.persistence
        END AS shrunk,
        CASE WHEN k.months_below >= 3 AND CAST(k.missing AS DOUBLE) > p.churn_reason_min_change * CAST(k.net_3m_year_ago AS DOUBLE)
            THEN CASE WHEN r.contribution_level = 'revenue' THEN CAST(k.missing AS DOUBLE) ELSE k.missing_contribution END * 12 / 3 * y.persistence
        END AS watched,
        CAST(s.actual AS DOUBLE) AS actual,
        s.expected,
        CAST(k.net_3m AS DOUBLE) AS net_3m,
        CAST(k.net_3m_year_ago AS DOUBLE) AS net_3m_year_ago,
        p.churn_save_success * a.reach AS success,
        x.contact_cost,
        d.driver,
        d.driver_2
    FROM marts.churn_risk AS r
    CROSS JOIN policy AS p
    CROSS JOIN marts.contact_cost AS x
    CROSS JOIN features.fall_persistence AS y
    JOIN features.churn_paces AS a ON a.cut_off = r.as_of AND a.client_id = r.client_id
    LEFT JOIN reasons AS d ON d.client_id = r.client_id
    LEFT JOIN marts.shrinkage AS s ON s.client_id = r.client_id
    LEFT JOIN marts.key_watch AS k ON k.client_id = r.client_id
    WHERE NOT coalesce(r.is_gone, false) AND r.status <> 'out_of_season'
),
causes AS (
    SELECT
        *,
        greatest(coalesce(at_risk, 0), coalesce(shrunk, 0), coalesce(watched, 0)) AS stake
    FROM clients
),
told AS (
    SELECT *, CASE WHEN stake = shrunk THEN 'shrunk' WHEN stake = watched THEN 'watched' ELSE 'at_risk' END AS call_cause
    FROM causes
)
SELECT
    as_of,
    client_id,
    row_number() OVER (ORDER BY round((stake * success - contact_cost) * 1e2) / 1e2 DESC NULLS LAST, client_id NULLS LAST) AS place,
    call_cause,
    CASE call_cause WHEN 'shrunk' THEN round(actual * 1e2) / 1e2 WHEN 'watched' THEN net_3m END AS bought,
    CASE call_cause WHEN 'shrunk' THEN expected WHEN 'watched' THEN net_3m_year_ago END AS bought_usually,
    round(stake * 1e2) / 1e2 AS stake_12m,
    round(success * 1e6) / 1e6 AS call_success,
    round((stake * success - contact_cost) * 1e2) / 1e2 AS expected_profit_of_call,
    driver,
    driver_2
FROM told
WHERE stake * success - contact_cost > 0
