-- one row per cut-off whose horizon is over by the book's date, horizon and client: did it buy, and for how much
-- was_silent_at_end: nothing bought in the last of it, as long as the policy's horizon.
SELECT
    e.cut_off,
    h.horizon_days,
    e.client_id,
    coalesce(bool_or(d.is_purchase), false) = false AS churned,
    coalesce(bool_or(d.is_purchase AND date_diff('day', e.cut_off, d.day) > h.horizon_days - p.churn_horizon_days), false) = false AS was_silent_at_end,
    coalesce(sum(d.net), 0) AS net_horizon
FROM features.churn_days AS e
CROSS JOIN horizons AS h
CROSS JOIN policy AS p
JOIN staging.as_of_windows AS w ON w.is_book AND date_diff('day', e.cut_off, w.as_of) >= h.horizon_days
LEFT JOIN features.client_day AS d
    ON d.client_id = e.client_id AND d.day > e.cut_off AND date_diff('day', e.cut_off, d.day) <= h.horizon_days
GROUP BY e.cut_off, h.horizon_days, e.client_id
