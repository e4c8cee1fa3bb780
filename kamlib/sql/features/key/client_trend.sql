-- one row per client with a purchase in the 12 months: the slope of its months out of season, and how even its year is
-- Complete months that the data cover, from the one after its first purchase on: 24 at most for the slope, 12 for
-- evenness; a month without goods is 0. slope_year is the straight line's rise in a year as a share of the mean month;
-- base_slope_year the same of all clients together. Both, and cv, are NULL under the policy's months, and where the
-- mean is not above 0.
WITH months AS (
    SELECT
        w.as_of,
        CASE WHEN w.as_of = last_day(w.as_of) THEN CAST(date_trunc('month', w.as_of) AS DATE)
            ELSE CAST(date_trunc('month', w.after_1m) AS DATE) END AS last_month,
        (SELECT CAST(date_trunc('month', min(day)) AS DATE) FROM features.client_day) AS first_of_all
    FROM staging.as_of_windows AS w
    WHERE w.is_book
),
spans AS (
    SELECT
        c.client_id,
        m.as_of,
        m.last_month,
        greatest(CAST(date_trunc('month', c.first_purchase) + INTERVAL 1 MONTH AS DATE), CAST(m.last_month - INTERVAL 23 MONTH AS DATE)) AS first_month
    FROM features.client_as_of AS c
    JOIN months AS m ON m.as_of = c.as_of
    WHERE c.purchase_days_12m > 0
    UNION ALL
    SELECT
        CAST(NULL AS VARCHAR),
        m.as_of,
        m.last_month,
        greatest(CAST(m.first_of_all + INTERVAL 1 MONTH AS DATE), CAST(m.last_month - INTERVAL 23 MONTH AS DATE))
    FROM months AS m
),
amounts AS (
    SELECT client_id, month, net, cm1 FROM features.client_month
    UNION ALL
    SELECT CAST(NULL AS VARCHAR), month, net, CAST(NULL AS DECIMAL(38, 4)) FROM features.class_month WHERE product_class IS NULL
),
covered AS (
    -- how many months of the span are covered, and their places summed, for the straight line
    SELECT
        s.client_id,
        count(m.month) AS months,
        count(m.month) FILTER (WHERE date_diff('month', m.month, s.last_month) < 12) AS months_12,
        sum(date_diff('month', s.first_month, m.month) + 1) AS places,
        sum(pow(date_diff('month', s.first_month, m.month) + 1, 2)) AS place_squares
    FROM spans AS s
    LEFT JOIN features.month_coverage AS m ON m.is_covered AND m.month >= s.first_month AND m.month <= s.last_month
    GROUP BY s.client_id
),
placed AS (
    SELECT
        s.client_id,
        date_diff('month', s.first_month, a.month) + 1 AS place,
        date_diff('month', a.month, s.last_month) < 12 AS is_last_12,
        CAST(a.net AS DOUBLE) / i.season_index AS net,
        CAST(a.cm1 AS DOUBLE) / i.season_index AS cm1
    FROM spans AS s
    JOIN amounts AS a ON a.client_id IS NOT DISTINCT FROM s.client_id AND a.month >= s.first_month AND a.month <= s.last_month
    JOIN features.month_coverage AS m ON m.is_covered AND m.month = a.month
    LEFT JOIN features.seasonal_index AS i ON i.as_of = s.as_of AND i.product_class IS NULL AND i.month_of_year = month(a.month)
),
sums AS (
    SELECT
        c.client_id,
        c.months,
        c.months_12,
        c.places,
        c.place_squares,
        coalesce(sum(net), 0) AS net,
        coalesce(sum(net * place), 0) AS net_place,
        coalesce(sum(net) FILTER (WHERE is_last_12), 0) AS net_12,
        coalesce(sum(net * net) FILTER (WHERE is_last_12), 0) AS net_squares,
        CASE WHEN count(*) FILTER (WHERE is_last_12 AND cm1 IS NULL) = 0 THEN coalesce(sum(cm1) FILTER (WHERE is_last_12), 0) END AS cm_12,
        coalesce(sum(cm1 * cm1) FILTER (WHERE is_last_12), 0) AS cm_squares
    FROM covered AS c
    LEFT JOIN placed AS a ON a.client_id IS NOT DISTINCT FROM c.client_id
    GROUP BY c.client_id, c.months, c.months_12, c.places, c.place_squares
),
lines AS (
    SELECT
        s.client_id,
        s.months,
        -- least squares over the places of the covered months, where those without goods add nothing to the sums
        CASE WHEN s.months >= p.criteria_min_months AND s.net > 0 THEN
            round(
                12 * (s.months * s.net_place - s.places * s.net)
                / (s.months * s.place_squares - pow(s.places, 2)) / (s.net / s.months) * 1e6
            ) / 1e6
        END AS slope_year,
        CASE WHEN s.months >= p.criteria_min_months AND s.net_12 > 0 THEN
            round(
                sqrt(greatest(s.net_squares / s.months_12 - pow(s.net_12 / s.months_12, 2), 0))
                / (s.net_12 / s.months_12) * 1e6
            ) / 1e6
        END AS net_cv,
        CASE WHEN s.months >= p.criteria_min_months AND s.cm_12 > 0 THEN
            round(
                sqrt(greatest(s.cm_squares / s.months_12 - pow(s.cm_12 / s.months_12, 2), 0))
                / (s.cm_12 / s.months_12) * 1e6
            ) / 1e6
        END AS cm_cv
    FROM sums AS s
    CROSS JOIN policy AS p
)
SELECT
    c.client_id,
    c.months,
    c.slope_year,
    b.slope_year AS base_slope_year,
    c.net_cv,
    c.cm_cv
FROM lines AS c
LEFT JOIN lines AS b ON b.client_id IS NULL
WHERE c.client_id IS NOT NULL
