-- one row per cut-off and horizon: the share of the trailing year's company turnover that fell in the same days last year
-- is_year_known: the data cover the year, month by month.
SELECT
    c.cut_off,
    h.horizon_days,
    CAST(coalesce(sum(d.net) FILTER (WHERE date_diff('day', d.day, c.cut_off) >= 365 - h.horizon_days), 0) AS DOUBLE)
        / nullif(CAST(sum(d.net) AS DOUBLE), 0) AS season_share,
    coalesce(max(y.months), 0) = 12 AS is_year_known
FROM cut_offs AS c
CROSS JOIN horizons AS h
LEFT JOIN (
    SELECT c.cut_off, count(*) AS months
    FROM cut_offs AS c
    JOIN features.month_coverage AS m
        ON m.is_covered AND date_diff('month', m.month, CAST(c.cut_off + INTERVAL 1 DAY AS DATE)) BETWEEN 1 AND 12
    GROUP BY c.cut_off
) AS y ON y.cut_off = c.cut_off
JOIN (SELECT day, sum(net) AS net FROM features.client_day GROUP BY day) AS d
    ON d.day <= c.cut_off AND date_diff('day', d.day, c.cut_off) < 365
GROUP BY c.cut_off, h.horizon_days
