-- one row per client that has bought by the book's date, or is listed: all that is known of it on one line
SELECT
    w.as_of,
    m.client_id,
    m.name,
    m.name_en,
    m.type,
    m.industry,
    coalesce(m.region, m.country) AS region,
    h.manager_id,
    g.name AS manager,
    g.name_en AS manager_en,
    c.first_purchase,
    c.last_purchase,
    c.recency_days,
    c.tenure_days,
    c.purchase_days_12m,
    r.median_gap_days,
    c.net_12m,
    CASE WHEN z.is_12m_before_covered THEN c.net_12m_before END AS net_12m_before,
    CASE WHEN z.is_12m_covered AND z.is_12m_before_covered THEN
        round((CAST(c.net_12m AS DOUBLE) / nullif(CAST(c.net_12m_before AS DOUBLE), 0) - 1) * 1e6) / 1e6 END AS growth_12m,
    c.net_3m,
    q.net_before AS net_3m_year_ago,
    c.monthly_turnover,
    c.monthly_turnover_3m,
    a.revenue_share,
    k.cm1_12m,
    k.margin_share,
    k.contribution_level,
    k.contribution_12m,
    k.profit_share,
    k.cost_to_serve_12m,
    k.capital_cost_12m,
    round(
        CAST(c.returned_12m AS DOUBLE) / nullif(CAST(c.net_12m + c.returned_12m AS DOUBLE), 0) * 1e6
    ) / 1e6 AS returns_share,
    d.value AS discount_share,
    y.average_receivable,
    y.overdue_now,
    y.days_late,
    round(
        CAST(y.average_receivable AS DOUBLE) / nullif(CAST(coalesce(y.sold_12m, c.net_12m) AS DOUBLE), 0)
        * coalesce(y.days_covered, date_diff('day', w.after_12m, w.as_of)) * 1e1
    ) / 1e1 AS dso_days,
    y.receivable_basis,
    y.owed_from,
    y.is_least AS is_dso_least,
    s.contacts AS contacts_12m,
    s.last_contact,
    v.potential_12m,
    CASE WHEN k.contribution_level = 'revenue' THEN a.abc_revenue ELSE a.abc_contribution END AS abc,
    a.abc_basis,
    a.abc_revenue,
    a.abc_contribution,
    a.xyz,
    a.cv,
    f.r_score,
    f.f_score,
    f.m_score,
    f.segment,
    t3.class AS turnover_class,
    t4.class AS frequency_class,
    t5.class AS relationship,
    t5.since AS relationship_since,
    t10.class AS stage,
    t2.class AS main_product_class,
    n.product_class_en AS main_product_class_en,
    t2.value AS classes_bought,
    e.direction
FROM staging.clients AS m
JOIN staging.as_of_windows AS w ON w.is_book
JOIN features.window_coverage AS z ON z.as_of = w.as_of
LEFT JOIN features.client_as_of AS c ON c.as_of = w.as_of AND c.client_id = m.client_id
LEFT JOIN features.client_rhythm AS r ON r.as_of = w.as_of AND r.client_id = m.client_id
LEFT JOIN features.main_manager AS h ON h.client_id = m.client_id
LEFT JOIN staging.managers AS g ON g.manager_id = h.manager_id
LEFT JOIN marts.revenue_changes AS q ON q.period = 'quarter' AND q.client_id = m.client_id
LEFT JOIN marts.contribution AS k ON k.client_id = m.client_id
LEFT JOIN features.axis_discount AS d ON d.as_of = w.as_of AND d.client_id = m.client_id
LEFT JOIN features.payments_12m AS y ON y.client_id = m.client_id
LEFT JOIN features.activity_12m AS s ON s.client_id = m.client_id
LEFT JOIN staging.potentials AS v ON v.client_id = m.client_id
LEFT JOIN marts.abc_xyz AS a ON a.client_id = m.client_id
LEFT JOIN marts.rfm AS f ON f.client_id = m.client_id
LEFT JOIN marts.axes AS t2 ON t2.client_id = m.client_id AND t2.axis = 'T2'
LEFT JOIN marts.axes AS t3 ON t3.client_id = m.client_id AND t3.axis = 'T3'
LEFT JOIN marts.axes AS t4 ON t4.client_id = m.client_id AND t4.axis = 'T4'
LEFT JOIN marts.axes AS t5 ON t5.client_id = m.client_id AND t5.axis = 'T5'
LEFT JOIN marts.axes AS t10 ON t10.client_id = m.client_id AND t10.axis = 'T10'
LEFT JOIN marts.product_classes AS n ON n.product_class = t2.class
LEFT JOIN marts.emerging_fading AS e ON e.client_id = m.client_id
WHERE c.client_id IS NOT NULL OR NOT m.has_lines
