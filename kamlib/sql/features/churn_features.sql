-- one row per cut-off and client that bought in the 365 days before it: everything a churn model may know of it then
SELECT
    d.*,
    g.gaps,
    g.gap_median,
    g.gap_mean,
    g.gap_max,
    g.gap_cv,
    g.gap_last,
    g.gaps_shorter_share,
    c.classes_90d,
    c.classes_365d,
    c.class_concentration,
    p.manager_changed_180d,
    p.contact_silence_days,
    p.claims_180d,
    p.days_late_365d
FROM features.churn_days AS d
LEFT JOIN features.churn_gaps AS g ON g.cut_off = d.cut_off AND g.client_id = d.client_id
LEFT JOIN features.churn_classes AS c ON c.cut_off = d.cut_off AND c.client_id = d.client_id
LEFT JOIN features.churn_people AS p ON p.cut_off = d.cut_off AND p.client_id = d.client_id
