-- one row per comparison: its windows, whether the data cover both month by month, and from when on they will
SELECT
    p.current_to AS as_of,
    p.period,
    p.base_after,
    p.base_to,
    p.current_after,
    p.current_to,
    v.is_covered,
    v.months_lacking,
    v.known_from
FROM staging.periods AS p
JOIN features.period_coverage AS v ON v.period = p.period
