-- one row per entry of a deal into a stage
SELECT
    t.deal_id,
    t.stage,
    t.entered_on
FROM canonical.deal_stages AS t
