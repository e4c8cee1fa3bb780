-- the revenue of all channels must be that of the company's clients, to the kopeck, in both years
SELECT c.net_12m AS channels_net, k.net_12m, c.net_12m_before AS channels_net_before, k.net_12m_before
FROM (SELECT coalesce(sum(net_12m), 0) AS net_12m, coalesce(sum(net_12m_before), 0) AS net_12m_before FROM marts.channels) AS c
CROSS JOIN (
    SELECT coalesce(sum(f.net_12m), 0) AS net_12m, coalesce(sum(f.net_12m_before), 0) AS net_12m_before
    FROM features.client_as_of AS f
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = f.as_of
) AS k
WHERE c.net_12m <> k.net_12m OR c.net_12m_before <> k.net_12m_before
