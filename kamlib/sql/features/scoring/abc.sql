-- one row per review date and client with goods in its 12 months: ABC by contribution and by revenue
-- A while the share of all clients before it is under the threshold; nothing earned is C. Where the company's cost is
-- not known the class by contribution is the one by revenue, and abc_basis says so. Shares are NULL where gains and
-- losses leave no total to speak of (money.min_total_share).
WITH amounts AS (
    SELECT
        c.as_of,
        c.client_id,
        c.net_12m,
        c.cm1_12m,
        CASE WHEN k.is_cost_known THEN 'cm' ELSE 'revenue' END AS abc_basis,
        CASE WHEN k.is_cost_known THEN c.cm1_12m ELSE c.net_12m END AS contribution
    FROM features.client_as_of AS c
    JOIN features.company_as_of AS k ON k.as_of = c.as_of
    WHERE c.active_days_12m > 0
),
shares AS (
    SELECT
        a.*,
        row_number() OVER (PARTITION BY as_of ORDER BY contribution DESC NULLS LAST, client_id NULLS LAST) AS rank_contribution,
        row_number() OVER (PARTITION BY as_of ORDER BY net_12m DESC NULLS LAST, client_id NULLS LAST) AS rank_revenue,
        CASE WHEN CAST(sum(contribution) OVER everyone AS DOUBLE) > 0
            AND CAST(sum(contribution) OVER everyone AS DOUBLE) >= q.money_min_total_share * CAST(sum(abs(contribution)) OVER everyone AS DOUBLE)
            THEN CAST(contribution AS DOUBLE) / CAST(sum(contribution) OVER everyone AS DOUBLE) END AS contribution_share,
        CASE WHEN CAST(sum(net_12m) OVER everyone AS DOUBLE) > 0
            AND CAST(sum(net_12m) OVER everyone AS DOUBLE) >= q.money_min_total_share * CAST(sum(abs(net_12m)) OVER everyone AS DOUBLE)
            THEN CAST(net_12m AS DOUBLE) / CAST(sum(net_12m) OVER everyone AS DOUBLE) END AS revenue_share,
        CAST(coalesce(sum(greatest(contribution, 0)) OVER by_cm, 0) AS DOUBLE)
            / nullif(CAST(sum(greatest(contribution, 0)) OVER everyone AS DOUBLE), 0) AS contribution_share_before,
        CAST(coalesce(sum(greatest(net_12m, 0)) OVER by_revenue, 0) AS DOUBLE)
            / nullif(CAST(sum(greatest(net_12m, 0)) OVER everyone AS DOUBLE), 0) AS revenue_share_before
    FROM amounts AS a
    CROSS JOIN policy AS q
    WINDOW
        everyone AS (PARTITION BY as_of),
        by_cm AS (
            PARTITION BY as_of ORDER BY contribution DESC NULLS LAST, client_id NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        by_revenue AS (
            PARTITION BY as_of ORDER BY net_12m DESC NULLS LAST, client_id NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
)
SELECT
    s.as_of,
    s.client_id,
    s.net_12m,
    s.cm1_12m,
    s.abc_basis,
    s.revenue_share,
    s.contribution_share,
    s.rank_revenue,
    CASE WHEN s.contribution IS NOT NULL THEN s.rank_contribution END AS rank_contribution,
    CASE
        WHEN s.contribution IS NULL THEN NULL
        WHEN s.contribution <= 0 THEN 'C'
        WHEN round(s.contribution_share_before * 1e6) / 1e6 < p.abc_a_share THEN 'A'
        WHEN round(s.contribution_share_before * 1e6) / 1e6 < p.abc_b_share THEN 'B'
        ELSE 'C'
    END AS abc_contribution,
    CASE
        WHEN s.net_12m <= 0 THEN 'C'
        WHEN round(s.revenue_share_before * 1e6) / 1e6 < p.abc_a_share THEN 'A'
        WHEN round(s.revenue_share_before * 1e6) / 1e6 < p.abc_b_share THEN 'B'
        ELSE 'C'
    END AS abc_revenue
FROM shares AS s
CROSS JOIN policy AS p
