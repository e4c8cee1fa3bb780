-- one row: what an attempt to keep a client costs: as the policy says, or its share of the mean 12-month revenue of A clients
SELECT
    CASE
        WHEN p.churn_contact_cost > 0 THEN CAST(p.churn_contact_cost AS DOUBLE)
        ELSE round(p.churn_contact_cost_share * coalesce(
            CAST(sum(a.net_12m) FILTER (WHERE a.abc_revenue = 'A') AS DOUBLE)
                / nullif(count(*) FILTER (WHERE a.abc_revenue = 'A'), 0), 0) * 1e2) / 1e2
    END AS contact_cost,
    p.churn_contact_cost > 0 AS is_told
FROM policy AS p
LEFT JOIN marts.abc_xyz AS a ON true
GROUP BY p.churn_contact_cost, p.churn_contact_cost_share
