-- one row per client judged at the review date and family of drivers with a known sign: the sign shown and what to compare it with
-- Shown is the first known sign of a family, by place; usual: the client's own past (NULL: nothing to compare with).
-- A change of manager, a claim or a late payment is a sign only where there was one.
-- is_unusual: the value lies away from the usual by the policy's share, to the side that the sign speaks of; what has no
-- usual counts as it is: a manager who changed, a claim, late payment, a client of less than a year, a silence or a
-- time without contact beyond the horizon. NULL: the sign says nothing about a change (lines an order).
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
            WHEN 'orders_same_90d_last_year' THEN CAST(f.orders_365d AS DOUBLE) * 90 / 365
            WHEN 'discount_180d' THEN f.discount_180d - f.discount_rise
        END AS usual,
        avg(f.returns_share) OVER () AS returned_by_all
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
    s.client_id,
    s.family,
    s.measure,
    CAST(s.value AS DOUBLE) AS value,
    CAST(s.usual AS DOUBLE) AS usual,
    CASE
        WHEN s.measure = 'recency_days' THEN s.value > coalesce(s.usual * (1 + p.churn_reason_min_change), p.churn_horizon_days)
        WHEN s.measure IN ('orders_90d', 'net_90d', 'orders_same_90d_last_year') THEN s.value < s.usual * (1 - p.churn_reason_min_change)
        WHEN s.measure = 'classes_90d' THEN s.value <= s.usual / 2
        WHEN s.measure = 'discount_180d' THEN abs(s.value - s.usual) > greatest(s.usual * p.churn_reason_min_change, 1e-2)
        WHEN s.measure = 'returns_share' THEN s.value > s.returned_by_all * (1 + p.churn_reason_min_change)
        WHEN s.measure = 'tenure_days' THEN s.value < 365
        WHEN s.measure = 'contact_silence_days' THEN s.value > p.churn_horizon_days
        WHEN s.measure IN ('manager_changed_180d', 'claims_180d', 'days_late_365d') THEN true
    END AS is_unusual
FROM signs AS s
CROSS JOIN policy AS p
WHERE s.value IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY s.client_id, s.family ORDER BY s.place NULLS LAST) = 1
