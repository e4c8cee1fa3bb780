-- one row per level of the plan, member of it, and the calendar quarter and year of the book's date: sold against planned
-- Only months that are planned count, on both sides. To date: the complete ones that the data cover. The rest is expected at the member's mean
-- month out of season (12 months) times the season of each month to come: an estimate. The company's plan is the one
-- given for it, else the sum of the level that is given (plan_source), with what was sold outside of it apart.
WITH periods AS (
    SELECT 'quarter' AS plan_period, as_of, CAST(date_trunc('quarter', as_of) AS DATE) AS period_from FROM staging.as_of_windows WHERE is_book
    UNION ALL
    SELECT 'year', as_of, CAST(date_trunc('year', as_of) AS DATE) FROM staging.as_of_windows WHERE is_book
),
months AS (
    SELECT
        p.as_of,
        p.plan_period,
        p.period_from,
        n.level,
        n.member_id,
        n.month,
        last_day(n.month) <= p.as_of AND coalesce(v.is_covered, false) AS is_done,
        n.amount,
        coalesce(a.net, 0) AS net,
        coalesce(e.pace, 0) * s.season_index AS expected
    FROM periods AS p
    JOIN features.plan_month AS n
        ON CAST(date_trunc(p.plan_period, n.month) AS DATE) = p.period_from
    JOIN features.seasonal_index AS s
        ON s.as_of = p.as_of AND s.product_class IS NULL AND s.month_of_year = month(n.month)
    LEFT JOIN features.month_coverage AS v ON v.month = n.month
    LEFT JOIN features.plan_actual_month AS a ON a.level = n.level AND a.member_id = n.member_id AND a.month = n.month
    LEFT JOIN features.plan_pace AS e ON e.level = n.level AND e.member_id = n.member_id
),
-- the level given first in this order: company, client, manager, product class
source AS (
    SELECT min(CASE level WHEN 'company' THEN 'company' WHEN 'client' THEN 'from_client' WHEN 'manager' THEN 'from_manager' ELSE 'from_product_class' END) AS plan_source
    FROM months
    WHERE plan_period = 'year'
),
members AS (
    SELECT as_of, plan_period, period_from, level, member_id, month, is_done, amount, net, expected, CAST(NULL AS VARCHAR) AS plan_source
    FROM months
    WHERE level <> 'company'
    UNION ALL
    SELECT m.as_of, m.plan_period, m.period_from, 'company', '', m.month, m.is_done, m.amount, m.net, m.expected, s.plan_source
    FROM months AS m
    JOIN source AS s ON s.plan_source IN (m.level, 'from_' || m.level)
),
sums AS (
    SELECT
        as_of,
        plan_period,
        period_from,
        level,
        member_id,
        max(plan_source) AS plan_source,
        count(DISTINCT month) AS months_planned,
        coalesce(sum(amount) FILTER (WHERE is_done), 0) AS plan_to_date,
        coalesce(sum(net) FILTER (WHERE is_done), 0) AS actual_to_date,
        sum(amount) AS plan_amount,
        CAST(round(coalesce(sum(expected) FILTER (WHERE NOT is_done), 0) * 1e4) / 1e4 AS DECIMAL(18, 4)) AS expected_rest
    FROM members
    GROUP BY as_of, plan_period, period_from, level, member_id
),
company AS (
    SELECT m.plan_period, sum(a.net) AS net
    FROM (SELECT DISTINCT plan_period, month FROM members WHERE level = 'company' AND is_done) AS m
    JOIN features.plan_actual_month AS a ON a.level = 'company' AND a.month = m.month
    GROUP BY m.plan_period
)
SELECT
    s.as_of,
    s.level,
    nullif(s.member_id, '') AS plan_member,
    coalesce(k.name, m.name, nullif(s.member_id, '')) AS name,
    coalesce(k.name_en, m.name_en, g.product_class_en, nullif(s.member_id, '')) AS name_en,
    s.plan_period,
    s.period_from,
    s.months_planned,
    s.plan_to_date,
    s.actual_to_date,
    CASE WHEN s.plan_to_date > 0
        THEN round(CAST(s.actual_to_date AS DOUBLE) / CAST(s.plan_to_date AS DOUBLE) * 1e6) / 1e6 END AS plan_share_to_date,
    s.plan_amount,
    s.plan_amount - s.plan_to_date AS plan_rest,
    s.expected_rest,
    s.actual_to_date + s.expected_rest AS expected_amount,
    CASE WHEN s.plan_amount > 0
        THEN round(CAST(s.actual_to_date + s.expected_rest AS DOUBLE) / CAST(s.plan_amount AS DOUBLE) * 1e6) / 1e6 END AS plan_share_expected,
    s.plan_source,
    CASE WHEN s.plan_source <> 'company' THEN coalesce(c.net, 0) - s.actual_to_date END AS sold_outside_plan
FROM sums AS s
LEFT JOIN company AS c ON c.plan_period = s.plan_period AND s.level = 'company'
LEFT JOIN staging.clients AS k ON s.level = 'client' AND k.client_id = s.member_id
LEFT JOIN staging.managers AS m ON s.level = 'manager' AND m.manager_id = s.member_id
LEFT JOIN marts.product_classes AS g ON s.level = 'product_class' AND g.product_class = s.member_id
