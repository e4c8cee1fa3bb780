-- one row per window and client of turnover_expected: whether it can be assessed, and how far fewer or smaller its orders are than expected
-- Number and size of orders are tested apart. z_orders: gaps are Gamma-distributed with the client's own CV², drawn to the
-- crowd's as if by five more gaps; so many orders of the year and so few of the window, of which the season lets expect a
-- share, are a matter of the Beta distribution, here by Paulson's approximation (1942), half of the chance of exactly so
-- many taken. z_size: mean logarithm of the orders' size, now and in the year, by Student's t with the variance drawn to
-- the crowd's as if by five more orders; as a normal deviate by Wallace (1959). Both then less the median and over the
-- spread of clients with as many expected orders: 1.4826 × the median deviation of those above the median, since those
-- below have the shrinking among them, and at least 1. z_silence: of those without an order, their silence as one gap more (NULL: under two gaps),
-- the gaps lengthened by as much as all clients together order less than expected. z: the least of the three and of the
-- sum of number and size over √2. chance: that the least of three is so low for an unharmed client (normal tail; Zelen and
-- Severo 1964); 1 where no money is missing.
WITH judged AS (
    SELECT
        e.*,
        CASE
            WHEN e.expected IS NULL OR e.expected <= 0 THEN 'no_season'
            WHEN e.tenure_days < p.churn_shrink_min_tenure_days THEN 'too_new'
            WHEN e.orders_year < p.churn_shrink_min_orders THEN 'too_few_orders'
            WHEN o.client_id IS NOT NULL OR e.own_season_share <= p.churn_out_of_season_share * e.season_share THEN 'out_of_season'
            ELSE 'assessed'
        END AS status
    FROM features.turnover_expected AS e
    CROSS JOIN policy AS p
    LEFT JOIN features.out_of_season AS o ON o.cut_off = e.as_of AND o.client_id = e.client_id
),
usual AS (
    SELECT
        horizon_days,
        coalesce(median(least(gap_cv2 * gaps / (gaps - 1), 1.5)) FILTER (WHERE gaps >= 3), 1) AS gap_cv2,
        coalesce(median(size_log_var) FILTER (WHERE orders_year >= 5), median(size_log_var), 0) AS size_log_var
    FROM judged
    GROUP BY horizon_days
),
pace AS (
    SELECT horizon_days, least(sum(orders_now) / nullif(round(sum(orders_year * season_share) * 1e9) / 1e9, 0), 1) AS pace
    FROM judged
    WHERE status = 'assessed'
    GROUP BY horizon_days
),
habits AS (
    SELECT
        j.horizon_days,
        j.client_id,
        j.orders_year,
        j.orders_now,
        j.season_share,
        j.gaps,
        j.silence_days * j.gaps * a.pace / j.gap_days AS gaps_silent,
        1 / greatest((j.gaps * greatest(coalesce(j.gap_cv2, 1), 2e-2) + 5 * u.gap_cv2) / CAST(j.gaps + 5 AS DOUBLE), 2e-2) AS regularity,
        j.size_log_mean_now - j.size_log_mean AS size_change,
        j.orders_year + 4 AS size_freedom,
        greatest(((j.orders_year - 1) * coalesce(j.size_log_var, 0) + 5 * u.size_log_var) / (j.orders_year + 4), 2.5e-3)
            * (1e0 / greatest(j.orders_now, 1) + 1e0 / j.orders_year) AS size_error
    FROM judged AS j
    JOIN usual AS u ON u.horizon_days = j.horizon_days
    JOIN pace AS a ON a.horizon_days = j.horizon_days
    WHERE j.status = 'assessed'
),
counts AS (
    -- the orders seen, and one fewer: the chance of at most so many, and of fewer
    SELECT
        h.horizon_days,
        h.client_id,
        h.orders_now - f.fewer AS orders,
        2 / (9 * 2 * h.regularity * h.orders_year) AS year_part,
        2 / (9 * 2 * h.regularity * (h.orders_now - f.fewer + 1)) AS now_part,
        power(h.season_share * h.orders_year / (h.orders_now - f.fewer + 1), 1e0 / 3) AS root
    FROM habits AS h
    CROSS JOIN (VALUES (0), (1)) AS f(fewer)
    WHERE h.orders_now - f.fewer >= 0
),
deviates AS (
    SELECT
        horizon_days,
        client_id,
        orders,
        ((1 - now_part) - (1 - year_part) * root) / sqrt(year_part * root * root + now_part) AS z
    FROM counts
),
count_terms AS (
    SELECT *, 1 / (1 + 2.316419e-1 * abs(z)) AS t FROM deviates
),
count_tails AS (
    SELECT
        horizon_days,
        client_id,
        z,
        exp(-z * z / 2) / sqrt(2 * pi())
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))) AS tail
    FROM count_terms
),
count_chances AS (
    SELECT
        horizon_days,
        client_id,
        least(greatest(sum(CASE WHEN z <= 0 THEN tail ELSE 1 - tail END) / 2, 1e-12), 1 - 1e-12) AS chance
    FROM count_tails
    GROUP BY horizon_days, client_id
),
inverted AS (
    SELECT horizon_days, client_id, chance, sqrt(-2 * ln(least(chance, 1 - chance))) AS u FROM count_chances
),
silences AS (
    SELECT
        horizon_days,
        client_id,
        2 / (9 * 2 * regularity * gaps) AS year_part,
        2 / (9 * 2 * regularity) AS now_part,
        power(gaps_silent, 1e0 / 3) AS root
    FROM habits
    WHERE gaps >= 2 AND orders_now = 0
),
apart AS (
    SELECT
        h.horizon_days,
        h.client_id,
        CASE WHEN i.chance < 0.5 THEN -1 ELSE 1 END
            * (i.u - (2.515517 + i.u * (0.802853 + i.u * 0.010328)) / (1 + i.u * (1.432788 + i.u * (0.189269 + i.u * 0.001308)))) AS z_orders,
        coalesce(
            sign(h.size_change) * (8e0 * h.size_freedom + 1) / (8e0 * h.size_freedom + 3)
                * sqrt(h.size_freedom * ln(1 + h.size_change * h.size_change / h.size_error / h.size_freedom)),
            0
        ) AS z_size,
        ntile(4) OVER (PARTITION BY h.horizon_days ORDER BY h.orders_year * h.season_share NULLS FIRST, h.client_id NULLS LAST) AS crowd,
        count(*) OVER (PARTITION BY h.horizon_days) AS assessed
    FROM habits AS h
    JOIN inverted AS i ON i.horizon_days = h.horizon_days AND i.client_id = h.client_id
),
crowds AS (
    -- a small base is one crowd
    SELECT horizon_days, client_id, z_orders, z_size, CASE WHEN assessed < 120 THEN 1 ELSE crowd END AS crowd FROM apart
),
middles AS (
    SELECT horizon_days, crowd, median(z_orders) AS orders, median(z_size) AS size FROM crowds GROUP BY horizon_days, crowd
),
centred AS (
    SELECT c.horizon_days, c.client_id, c.crowd, c.z_orders - m.orders AS z_orders, c.z_size - m.size AS z_size
    FROM crowds AS c
    JOIN middles AS m ON m.horizon_days = c.horizon_days AND m.crowd = c.crowd
),
spreads AS (
    SELECT
        horizon_days,
        crowd,
        greatest(1.4826 * median(z_orders) FILTER (WHERE z_orders >= 0), 1) AS orders,
        greatest(1.4826 * median(z_size) FILTER (WHERE z_size >= 0), 1) AS size
    FROM centred
    GROUP BY horizon_days, crowd
),
scaled AS (
    SELECT
        c.horizon_days,
        c.client_id,
        round(c.z_orders / s.orders * 1e6) / 1e6 AS z_orders,
        round(c.z_size / s.size * 1e6) / 1e6 AS z_size,
        round(
            ((1 - q.now_part) - (1 - q.year_part) * q.root) / sqrt(q.year_part * q.root * q.root + q.now_part) * 1e6
        ) / 1e6 AS z_silence
    FROM centred AS c
    JOIN spreads AS s ON s.horizon_days = c.horizon_days AND s.crowd = c.crowd
    LEFT JOIN silences AS q ON q.horizon_days = c.horizon_days AND q.client_id = c.client_id
),
least_of AS (
    SELECT *, round(least(z_orders, z_size, z_silence, (z_orders + z_size) / sqrt(2)) * 1e6) / 1e6 AS z FROM scaled
),
terms AS (
    SELECT *, 1 / (1 + 2.316419e-1 * abs(z)) AS t FROM least_of
),
tails AS (
    SELECT
        * EXCLUDE (t),
        exp(-z * z / 2) / sqrt(2 * pi())
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)))) AS tail
    FROM terms
)
SELECT
    j.*,
    t.z_orders,
    t.z_size,
    t.z_silence,
    t.z,
    CASE
        WHEN t.client_id IS NULL THEN NULL
        WHEN CAST(j.actual AS DOUBLE) >= j.expected THEN 1
        ELSE least(3 * CASE WHEN t.z <= 0 THEN t.tail ELSE 1 - t.tail END, 1)
    END AS chance
FROM judged AS j
LEFT JOIN tails AS t ON t.horizon_days = j.horizon_days AND t.client_id = j.client_id
