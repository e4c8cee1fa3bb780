-- one row per question of the charter that somebody wrote about
SELECT question, answer, owner, answered_on, review_on, max_discount, max_deferral_days, max_stock
FROM canonical.charter
