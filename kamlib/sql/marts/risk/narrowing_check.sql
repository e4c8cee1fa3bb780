-- one row per past date whose half-year (by policy) is over: what would have been said of classes then and what came, of clients that went on buying
-- called: classes said to be bought less or left; kept_falling: of them bought at most half as often in the half-year (or
-- not at all); called_left: said to be left; left_away: of these not bought; all_fell, stayed_away: of all classes with a
-- habit then and a purchase day since without it, those bought at most half as often, and not; found: of the latter called.
SELECT
    w.as_of,
    o.as_of AS said_on,
    count(*) FILTER (WHERE o.is_called) AS called,
    count(*) FILTER (WHERE o.is_called AND o.fell) AS kept_falling,
    count(*) FILTER (WHERE o.status = 'left') AS called_left,
    count(*) FILTER (WHERE o.status = 'left' AND o.stayed_away) AS left_away,
    count(*) FILTER (WHERE o.fell) AS all_fell,
    count(*) FILTER (WHERE o.stayed_away) AS stayed_away,
    count(*) FILTER (WHERE o.is_called AND o.stayed_away) AS found
FROM features.class_odds AS o
JOIN staging.as_of_windows AS w ON w.is_book
WHERE o.fell IS NOT NULL
GROUP BY w.as_of, o.as_of
