-- one row per client judged at the review date and family of drivers with a known sign: the sign shown and what to compare it with
-- Shown is the first known sign of a family, by place; usual: the client's own past (NULL: nothing to compare with).
-- A change of manager, a claim or a late payment is a sign only where there was one.
WITH signs AS (
    SELECT
        f.client_id,
        s.family,
        s.measure,
        s.place,
        CASE s.measure
            WHEN 'recency_days' THEN f.recency_days
            WHEN 'orders_90d' THEN f.orders_90d
            WHEN 'net_90d' THEN f.net_90d
            WHEN 'orders_same_90d_last_year' THEN f.orders_same_90d_last_year
            WHEN 'classes_90d' THEN coalesce(f.classes_90d, CASE WHEN f.classes_365d IS NOT NULL THEN 0 END)
            WHEN 'lines_mean' THEN f.lines_mean
            WHEN 'discount_180d' THEN f.discount_180d
            WHEN 'returns_share' THEN f.returns_share
            WHEN 'tenure_days' THEN f.tenure_days
            WHEN 'manager_changed_180d' THEN nullif(f.manager_changed_180d, 0)
            WHEN 'claims_180d' THEN nullif(f.claims_180d, 0)
            WHEN 'days_late_365d' THEN nullif(greatest(f.days_late_365d, 0), 0)
            WHEN 'contact_silence_days' THEN f.contact_silence_days
        END AS value,
        CASE s.measure
            WHEN 'recency_days' THEN f.gap_median
            WHEN 'orders_90d' THEN f.orders_180d - f.orders_90d
            WHEN 'net_90d' THEN f.net_180d - f.net_90d
            WHEN 'classes_90d' THEN f.classes_365d
            WHEN 'discount_180d' THEN f.discount_180d - f.discount_rise
        END AS usual
    FROM features.churn_features AS f
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = f.cut_off
    CROSS JOIN (VALUES
        ('silence', 'recency_days', 1),
        ('rhythm', 'orders_90d', 1),
        ('turnover', 'net_90d', 1),
        ('season', 'orders_same_90d_last_year', 1),
        ('breadth', 'classes_90d', 1),
        ('breadth', 'lines_mean', 2),
        ('price', 'discount_180d', 1),
        ('price', 'returns_share', 2),
        ('tenure', 'tenure_days', 1),
        ('people', 'manager_changed_180d', 1),
        ('people', 'claims_180d', 2),
        ('people', 'days_late_365d', 3),
        ('people', 'contact_silence_days', 4)
    ) AS s(family, measure, place)
)
SELECT
    client_id,
    family,
    measure,
    CAST(value AS DOUBLE) AS value,
    CAST(usual AS DOUBLE) AS usual
FROM signs
WHERE value IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY client_id, family ORDER BY place NULLS LAST) = 1
