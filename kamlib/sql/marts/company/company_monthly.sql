-- one row per calendar month up to the book's date: goods of all clients, and the same out of season
-- The month of the book's date is complete only if the date is its last day.
SELECT
    w.as_of,
    m.month,
    last_day(m.month) <= w.as_of AS is_complete,
    sum(m.net) AS net,
    CASE WHEN count(*) = count(m.cm1) THEN sum(m.cm1) END AS cm1,
    count(*) FILTER (WHERE m.purchase_days > 0) AS active_clients,
    max(s.season_index) AS season_index,
    round(CAST(sum(m.net) AS DOUBLE) / max(s.season_index) * 1e4) / 1e4 AS net_out_of_season
FROM features.client_month AS m
JOIN staging.as_of_windows AS w ON w.is_book AND last_day(m.month) <= last_day(w.as_of)
JOIN features.seasonal_index AS s
    ON s.as_of = w.as_of AND s.product_class IS NULL AND s.month_of_year = month(m.month)
GROUP BY w.as_of, m.month
