-- one row per date and pace (purchase days of a year): what part of its year such a client loses if it falls silent, shrinks, or neither
SELECT
    known_at,
    pace,
    max(loss_share) FILTER (WHERE fate = 'silent') AS if_silent,
    max(loss_share) FILTER (WHERE fate = 'shrunk') AS if_shrunk,
    max(loss_share) FILTER (WHERE fate = 'stayed') AS if_stayed
FROM features.loss_shares
GROUP BY known_at, pace
