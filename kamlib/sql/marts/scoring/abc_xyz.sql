-- one row per client with goods in the 12 months: ABC by contribution and by revenue, XYZ by evenness of its months
SELECT
    a.as_of,
    a.client_id,
    a.net_12m,
    a.cm1_12m,
    a.revenue_share,
    a.contribution_share,
    a.rank_revenue,
    a.rank_contribution,
    a.abc_basis,
    a.abc_revenue,
    a.abc_contribution,
    x.xyz,
    x.cv,
    x.adi,
    x.cv2,
    x.demand_pattern,
    x.months_observed
FROM features.abc AS a
JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = a.as_of
LEFT JOIN features.xyz AS x ON x.client_id = a.client_id
