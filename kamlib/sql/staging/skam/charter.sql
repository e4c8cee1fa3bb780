-- one row per question of the charter that somebody wrote about
SELECT question, answer, owner, answered_on, review_on
FROM canonical.charter
