-- one row per client with goods in the 12 months before the book's date: how even its months are, out of season
-- Months run from the client's first purchase to the last complete month; a month without goods is 0; months that the data do not cover are left out.
WITH spans AS (
    SELECT
        c.client_id,
        CAST(date_trunc('month', c.first_purchase) AS DATE) AS first_month,
        CASE WHEN w.as_of = last_day(w.as_of) THEN CAST(date_trunc('month', w.as_of) AS DATE)
            ELSE CAST(date_trunc('month', w.after_1m) AS DATE) END AS last_month,
        w.as_of
    FROM features.client_as_of AS c
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of
    WHERE c.active_days_12m > 0 AND c.first_purchase IS NOT NULL
),
covered AS (
    SELECT s.client_id, s.first_month, s.last_month, s.as_of, count(*) AS months
    FROM spans AS s
    JOIN features.month_coverage AS k ON k.is_covered AND k.month >= s.first_month AND k.month <= s.last_month
    GROUP BY s.client_id, s.first_month, s.last_month, s.as_of
),
demand AS (
    SELECT
        s.client_id,
        s.months,
        CAST(m.net AS DOUBLE) / i.season_index AS net
    FROM covered AS s
    JOIN features.client_month AS m
        ON m.client_id = s.client_id AND m.month >= s.first_month AND m.month <= s.last_month
    JOIN features.month_coverage AS k ON k.month = m.month AND k.is_covered
    JOIN features.seasonal_index AS i
        ON i.as_of = s.as_of AND i.product_class IS NULL AND i.month_of_year = month(m.month)
),
sums AS (
    SELECT
        client_id,
        min(months) AS months_observed,
        count(*) FILTER (WHERE net > 0) AS months_with_demand,
        sum(net) AS total,
        sum(net * net) AS total_squares,
        round(
            pow(stddev_pop(net) FILTER (WHERE net > 0)
            / nullif(sum(net) FILTER (WHERE net > 0) / count(*) FILTER (WHERE net > 0), 0), 2) * 1e6
        ) / 1e6 AS cv2
    FROM demand
    GROUP BY client_id
),
measured AS (
    SELECT
        client_id,
        months_observed,
        months_with_demand,
        cv2,
        CASE WHEN total > 0 THEN
            round(
                sqrt(greatest(total_squares / months_observed - pow(total / months_observed, 2), 0))
                / (total / months_observed) * 1e6
            ) / 1e6
        END AS cv,
        round(CAST(months_observed AS DOUBLE) / nullif(months_with_demand, 0) * 1e6) / 1e6 AS adi
    FROM sums
)
SELECT
    m.client_id,
    m.months_observed,
    m.cv,
    CASE
        WHEN m.months_observed < p.xyz_min_months OR m.cv IS NULL THEN NULL
        WHEN m.cv <= p.xyz_x_max_cv THEN 'X'
        WHEN m.cv <= p.xyz_y_max_cv THEN 'Y'
        ELSE 'Z'
    END AS xyz,
    m.adi,
    m.cv2,
    CASE
        WHEN m.months_observed < p.xyz_min_months OR m.adi IS NULL OR m.cv2 IS NULL THEN NULL
        WHEN m.adi < p.xyz_adi_limit AND m.cv2 < p.xyz_cv2_limit THEN 'smooth'
        WHEN m.adi < p.xyz_adi_limit THEN 'erratic'
        WHEN m.cv2 < p.xyz_cv2_limit THEN 'intermittent'
        ELSE 'lumpy'
    END AS demand_pattern
FROM measured AS m
CROSS JOIN policy AS p
