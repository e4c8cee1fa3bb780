-- one row per attribution and kind of line: all lines that count, to the kopeck; only 'client' lines up to the book's date are in the marts
SELECT
    w.as_of,
    l.attribution,
    l.line_kind,
    l.day > w.as_of AS is_after_as_of,
    count(*) AS lines,
    sum(l.net) AS net,
    min(l.day) AS first_day,
    max(l.day) AS last_day
FROM staging.sales_lines AS l
JOIN staging.as_of_windows AS w ON w.is_book
GROUP BY w.as_of, l.attribution, l.line_kind, l.day > w.as_of
