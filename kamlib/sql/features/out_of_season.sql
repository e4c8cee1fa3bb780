-- one row per cut-off and client in a pause that it made last year too, no longer than its longest: its own season, not a loss
SELECT f.cut_off, f.client_id
FROM features.churn_features AS f
CROSS JOIN policy AS p
JOIN features.churn_season AS s
    ON s.cut_off = f.cut_off AND s.horizon_days = p.churn_horizon_days AND s.is_year_known
WHERE f.own_season_share <= p.churn_out_of_season_share * s.season_share
    AND f.recency_days <= f.gap_max
    AND f.gap_max >= p.churn_horizon_days
