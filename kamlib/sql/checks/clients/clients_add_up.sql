-- the revenue of all clients by day must be that of their lines, to the kopeck
SELECT lines.net AS lines_net, days.net AS days_net
FROM (SELECT coalesce(sum(net), 0) AS net FROM staging.sales_lines WHERE attribution = 'client' AND day <= (SELECT max(as_of) FROM as_of)) AS lines
CROSS JOIN (SELECT coalesce(sum(net), 0) AS net FROM features.client_day) AS days
WHERE lines.net <> days.net
