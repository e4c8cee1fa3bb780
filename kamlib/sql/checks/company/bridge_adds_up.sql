-- revenue before plus the parts of the bridge must be revenue after, exactly
SELECT period, revenue_before, revenue_after
FROM marts.revenue_bridge
WHERE revenue_before + new + returned + expansion - contraction - lost <> revenue_after
