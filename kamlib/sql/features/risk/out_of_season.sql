-- one row per cut-off and client in a pause that it made last year too: its own season, not a loss
-- A pause is a silence of twice its usual gap. Either last year's purchases of the coming days were next to nothing for this client, and the silence is no longer than
-- its longest; or it was silent on the same day last year for as long, but for the policy's shift, and bought again.
WITH year_ago AS (
    SELECT f.cut_off, f.client_id, max(d.day) AS last_day
    FROM features.churn_features AS f
    CROSS JOIN policy AS p
    JOIN features.client_day AS d
        ON d.client_id = f.client_id AND d.is_purchase AND date_diff('day', d.day, f.cut_off) >= 365
    WHERE f.recency_days >= p.churn_pause_min_days
    GROUP BY f.cut_off, f.client_id
)
SELECT f.cut_off, f.client_id
FROM features.churn_features AS f
CROSS JOIN policy AS p
LEFT JOIN features.churn_season AS s
    ON s.cut_off = f.cut_off AND s.horizon_days = p.churn_horizon_days AND s.is_year_known
LEFT JOIN year_ago AS y ON y.cut_off = f.cut_off AND y.client_id = f.client_id
WHERE f.overdue >= 2
    AND ((
        f.own_season_share <= p.churn_out_of_season_share * s.season_share
        AND f.recency_days <= f.gap_max
        AND f.gap_max >= p.churn_horizon_days
    )
    OR (
        date_diff('day', y.last_day, f.cut_off) - 365 >= f.recency_days - p.churn_pause_shift_days
        AND date_diff('day', y.last_day, f.cut_off) - 365 >= 2 * f.gap_shrunk
    ))
