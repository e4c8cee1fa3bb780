-- one row per cut-off whose next 365 days are over and client that bought then: what part of its year it did not bring again
-- fate: what the horizon showed – silent, shrunk (by policy), stayed. loss_share: of the 365 days before the cut-off, what
-- was missing in the 365 after it, where the client had by then left (nothing in the last horizon of those days) or
-- shrunk; else 0. What it bought back in between is counted.
SELECT
    f.cut_off,
    f.client_id,
    a.pace,
    CASE
        WHEN h.churned THEN 'silent'
        WHEN b.assessable AND CAST(h.net_horizon AS DOUBLE) <= p.churn_shrink_to_share * b.base THEN 'shrunk'
        ELSE 'stayed'
    END AS fate,
    CASE
        WHEN y.was_silent_at_end OR CAST(y.net_horizon AS DOUBLE) <= p.churn_shrink_to_share * f.net_365d
            THEN greatest(1 - CAST(y.net_horizon AS DOUBLE) / f.net_365d, 0)
        ELSE 0
    END AS loss_share
FROM features.churn_features AS f
CROSS JOIN policy AS p
JOIN features.churn_labels AS h ON h.cut_off = f.cut_off AND h.client_id = f.client_id AND h.horizon_days = p.churn_horizon_days
JOIN features.churn_labels AS y ON y.cut_off = f.cut_off AND y.client_id = f.client_id AND y.horizon_days = 365
JOIN features.churn_paces AS a ON a.cut_off = f.cut_off AND a.client_id = f.client_id
JOIN features.churn_bases AS b ON b.cut_off = f.cut_off AND b.client_id = f.client_id AND b.horizon_days = p.churn_horizon_days
WHERE f.net_365d > 0
