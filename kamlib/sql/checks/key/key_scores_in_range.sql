-- scores of the criteria and of the ruler must lie from 0 to 100, the cautious one not above the score
SELECT client_id, criterion, score, score_low, score_high
FROM marts.criteria
WHERE score NOT BETWEEN 0 AND 100 OR score_low < 0 OR score_low > score_high + 0.000001 OR score_high > 100.000001
UNION ALL
SELECT client_id, 'ruler', score, score_low, ruler_score
FROM marts.key_clients
WHERE ruler_score IS NULL OR ruler_score NOT BETWEEN 0 AND 100 OR score_low > score + 0.000001
