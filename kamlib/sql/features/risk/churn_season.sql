-- one row per cut-off and horizon: the share of the trailing year's company turnover that fell in the same days last year
SELECT
    c.cut_off,
    h.horizon_days,
    CAST(coalesce(sum(d.net) FILTER (WHERE date_diff('day', d.day, c.cut_off) >= 365 - h.horizon_days), 0) AS DOUBLE)
        / nullif(CAST(sum(d.net) AS DOUBLE), 0) AS season_share,
    max(date_diff('day', f.first_day, c.cut_off)) >= 365 AS is_year_known
FROM cut_offs AS c
CROSS JOIN horizons AS h
CROSS JOIN (SELECT min(day) AS first_day FROM features.client_day) AS f
JOIN (SELECT day, sum(net) AS net FROM features.client_day GROUP BY day) AS d
    ON d.day <= c.cut_off AND date_diff('day', d.day, c.cut_off) < 365
GROUP BY c.cut_off, h.horizon_days
