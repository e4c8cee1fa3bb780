-- one row per decision of the SKAM group that somebody judged afterwards: the last verdict
SELECT decision_id, verdict, why, judged_by, judged_on
FROM canonical.decision_verdicts
