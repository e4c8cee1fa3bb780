-- one row per cut-off whose horizon is over by the book's date, horizon and client: did it buy, and for how much
SELECT
    e.cut_off,
    h.horizon_days,
    e.client_id,
    coalesce(bool_or(d.is_purchase), false) = false AS churned,
    coalesce(sum(d.net), 0) AS net_horizon
FROM features.churn_days AS e
CROSS JOIN horizons AS h
JOIN staging.as_of_windows AS w ON w.is_book AND date_diff('day', e.cut_off, w.as_of) >= h.horizon_days
LEFT JOIN features.client_day AS d
    ON d.client_id = e.client_id AND d.day > e.cut_off AND date_diff('day', e.cut_off, d.day) <= h.horizon_days
GROUP BY e.cut_off, h.horizon_days, e.client_id
