-- one row: hours a month of the account managers who are with us, and of these the ones for key clients; NULL: not known
-- The policy's own number goes before the policy's share of the account managers' hours.
-- Twin: kamlib.whatif.selection (capacity_hours); held equal by tests/key/test_selection.py
SELECT
    round(sum(m.capacity_hours) * 1e4) / 1e4 AS team_hours,
    CASE WHEN max(p.selection_capacity_hours_month) > 0 THEN max(p.selection_capacity_hours_month)
        ELSE max(p.selection_key_hours_share) * (round(sum(m.capacity_hours) * 1e4) / 1e4) END AS capacity_hours
FROM policy AS p
JOIN staging.as_of_windows AS w ON w.is_book
LEFT JOIN staging.managers AS m
    ON m.role = 'account' AND coalesce(m.hired_on, w.as_of) <= w.as_of AND (m.left_on IS NULL OR m.left_on > w.as_of)
