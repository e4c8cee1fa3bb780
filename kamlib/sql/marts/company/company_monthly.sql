-- one row per calendar month up to the book's date: goods of all clients, and the same out of season
-- The month of the book's date is complete only if the date is its last day. is_covered: the data tell of the whole month
-- (problem: why not); of a missing month nothing is known.
SELECT
    w.as_of,
    m.month,
    last_day(m.month) <= w.as_of AS is_complete,
    m.is_covered,
    m.problem,
    CASE WHEN m.is_covered THEN coalesce(sum(c.net), 0) ELSE sum(c.net) END AS net,
    CASE WHEN m.is_covered AND count(c.client_id) = count(c.cm1) THEN coalesce(sum(c.cm1), 0)
        WHEN count(c.client_id) = count(c.cm1) THEN sum(c.cm1) END AS cm1,
    CASE WHEN m.is_covered OR count(c.client_id) > 0 THEN count(*) FILTER (WHERE c.purchase_days > 0) END AS active_clients,
    max(s.season_index) AS season_index,
    round(CAST(CASE WHEN m.is_covered THEN coalesce(sum(c.net), 0) ELSE sum(c.net) END AS DOUBLE) / max(s.season_index) * 1e4) / 1e4
        AS net_out_of_season
FROM features.month_coverage AS m
JOIN staging.as_of_windows AS w ON w.is_book AND last_day(m.month) <= last_day(w.as_of)
JOIN features.seasonal_index AS s
    ON s.as_of = w.as_of AND s.product_class IS NULL AND s.month_of_year = month(m.month)
LEFT JOIN features.client_month AS c ON c.month = m.month
GROUP BY w.as_of, m.month, m.is_covered, m.problem
