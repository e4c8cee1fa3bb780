-- one row per comparison whose windows the data cover month by month: revenue before + new + returned + expansion − contraction − lost = revenue after, exactly
-- Retention is of the clients with positive revenue in the base window: grr counts no growth, nrr does; grr_class counts it by client and
-- product class, so what a client stopped buying is not hidden by what it buys more of.
WITH clients AS (
    SELECT
        period,
        sum(net_before) AS revenue_before,
        coalesce(sum(change) FILTER (WHERE part = 'new'), 0) AS new,
        coalesce(sum(change) FILTER (WHERE part = 'returned'), 0) AS returned,
        coalesce(sum(change) FILTER (WHERE part = 'expansion'), 0) AS expansion,
        coalesce(-sum(change) FILTER (WHERE part = 'contraction'), 0) AS contraction,
        coalesce(-sum(change) FILTER (WHERE part = 'lost'), 0) AS lost,
        sum(net_now) AS revenue_after,
        count(*) FILTER (WHERE part = 'new') AS clients_new,
        count(*) FILTER (WHERE part = 'returned') AS clients_returned,
        count(*) FILTER (WHERE part = 'expansion') AS clients_expansion,
        count(*) FILTER (WHERE part = 'contraction') AS clients_contraction,
        count(*) FILTER (WHERE part = 'lost') AS clients_lost,
        sum(net_before) FILTER (WHERE net_before > 0) AS base,
        sum(least(net_now, net_before)) FILTER (WHERE net_before > 0) AS kept,
        sum(net_now) FILTER (WHERE net_before > 0) AS kept_and_grown
    FROM marts.revenue_changes
    GROUP BY period
),
classes AS (
    SELECT c.period, sum(least(c.net_now, c.net_before)) AS kept
    FROM features.period_client_class AS c
    JOIN marts.revenue_changes AS r ON r.period = c.period AND r.client_id = c.client_id AND r.net_before > 0
    WHERE c.days_before > 0
    GROUP BY c.period
)
SELECT
    p.current_to AS as_of,
    c.period,
    p.base_after,
    p.base_to,
    p.current_after,
    p.current_to,
    c.revenue_before,
    c.new,
    c.returned,
    c.expansion,
    c.contraction,
    c.lost,
    c.revenue_after,
    c.clients_new,
    c.clients_returned,
    c.clients_expansion,
    c.clients_contraction,
    c.clients_lost,
    round(CAST(c.kept AS DOUBLE) / nullif(CAST(c.base AS DOUBLE), 0) * 1e6) / 1e6 AS grr,
    round(CAST(c.kept_and_grown AS DOUBLE) / nullif(CAST(c.base AS DOUBLE), 0) * 1e6) / 1e6 AS nrr,
    round(CAST(k.kept AS DOUBLE) / nullif(CAST(c.base AS DOUBLE), 0) * 1e6) / 1e6 AS grr_class,
    round(CAST(c.kept - k.kept AS DOUBLE) / nullif(CAST(c.base AS DOUBLE), 0) * 1e6) / 1e6 AS hidden_narrowing
FROM clients AS c
JOIN classes AS k ON k.period = c.period
JOIN staging.periods AS p ON p.period = c.period
