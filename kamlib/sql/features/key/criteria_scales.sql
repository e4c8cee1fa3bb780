-- one row per criterion and part of it: where its points begin and are full, and its share of the criterion (the policy's)
WITH scales AS (
    SELECT s.*
    FROM policy AS p
    CROSS JOIN LATERAL (VALUES
        ('profit', 'level', p.criteria_profit_zero_share, p.criteria_profit_full_share, p.criteria_level_part),
        ('profit', 'trend', -p.criteria_full_change, p.criteria_full_change, p.criteria_trend_part),
        ('profit', 'steadiness', p.criteria_unsteady_cv, p.criteria_steady_cv, p.criteria_steadiness_part),
        ('partner', 'payment', p.criteria_late_zero_days, 0.0, p.criteria_payment_part),
        ('partner', 'claims', p.criteria_claims_zero_share, 0.0, p.criteria_claims_part),
        ('partner', 'returns', p.criteria_returns_zero_share, 0.0, p.criteria_returns_part),
        ('partner', 'judgement', 0.0, 100.0, p.criteria_judgement_part),
        ('long_relationship', 'tenure', 0.0, p.criteria_tenure_full_days, p.criteria_tenure_part),
        ('long_relationship', 'rhythm', 0.0, 100.0, p.criteria_rhythm_part),
        ('long_relationship', 'life', 0.0, 1.0, p.criteria_life_part),
        ('growth', 'pace', -p.criteria_full_pace, p.criteria_full_pace, 1.0),
        ('new_ways', 'new_classes', 0.0, p.criteria_new_classes_full, p.criteria_new_classes_part),
        ('new_ways', 'breadth', p.criteria_breadth_zero, p.criteria_breadth_full, p.criteria_breadth_part),
        ('market_influence', 'judgement', 0.0, 100.0, 1.0),
        ('image', 'judgement', 0.0, 100.0, 1.0)
    ) AS s(criterion, part, zero_at, full_at, part_weight)
)
SELECT
    s.criterion,
    s.part,
    CAST(s.zero_at AS DOUBLE) AS zero_at,
    CAST(s.full_at AS DOUBLE) AS full_at,
    CAST(s.part_weight AS DOUBLE)
        / (round(sum(CAST(s.part_weight AS DOUBLE)) OVER (PARTITION BY s.criterion) * 1e9) / 1e9) AS part_weight,
    CASE s.criterion
        WHEN 'profit' THEN p.criteria_weight_profit
        WHEN 'partner' THEN p.criteria_weight_partner
        WHEN 'long_relationship' THEN p.criteria_weight_long_relationship
        WHEN 'growth' THEN p.criteria_weight_growth
        WHEN 'new_ways' THEN p.criteria_weight_new_ways
        WHEN 'market_influence' THEN p.criteria_weight_market_influence
        WHEN 'image' THEN p.criteria_weight_image
    END / (
        p.criteria_weight_profit + p.criteria_weight_partner + p.criteria_weight_long_relationship + p.criteria_weight_growth
        + p.criteria_weight_new_ways + p.criteria_weight_market_influence + p.criteria_weight_image
    ) AS weight
FROM scales AS s
CROSS JOIN policy AS p
