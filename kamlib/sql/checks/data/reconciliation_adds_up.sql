-- lines by what they are attributed to must add up to all lines, in number and, in one currency, in money
SELECT parts.lines AS parts_lines, total.lines AS total_lines, parts.net AS parts_net, total.net AS total_net
FROM (SELECT sum(lines) AS lines, sum(net) AS net FROM marts.reconciliation) AS parts
CROSS JOIN (
    SELECT count(*) AS lines, sum(net_amount) AS net, count(DISTINCT currency) AS currencies FROM canonical.sales_lines
) AS total
WHERE parts.lines <> total.lines OR (total.currencies <= 1 AND parts.net <> total.net)
