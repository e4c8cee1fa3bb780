-- scores of the criteria and of the selection rule must lie from 0 to 100, the cautious one not above the score
SELECT client_id, criterion, score, score_low, score_high
FROM marts.criteria
WHERE score NOT BETWEEN 0 AND 100 OR score_low < 0 OR score_low > score_high + 0.000001 OR score_high > 100.000001
UNION ALL
SELECT client_id, 'selection', score, score_low, selection_score
FROM marts.key_clients
WHERE selection_score IS NULL OR selection_score NOT BETWEEN 0 AND 100 OR score_low > score + 0.000001
