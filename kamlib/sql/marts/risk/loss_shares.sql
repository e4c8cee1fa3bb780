-- one row per pace (purchase days of a year) and fate: what part of their year such clients did not bring again
-- Of clients that bought at past dates whose next 12 months are over; drawn to what other companies' clients did.
SELECT
    w.as_of,
    l.pace,
    l.fate,
    l.clients,
    round(l.own_share * 1e6) / 1e6 AS own_share,
    l.other_share,
    round(l.loss_share * 1e6) / 1e6 AS loss_share
FROM features.loss_shares AS l
JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = l.known_at
