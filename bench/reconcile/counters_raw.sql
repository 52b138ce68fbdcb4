-- People of the roster found in each registry by the same text, nothing normalised: what a join of the columns as they stand says. It misses who
-- is written with blanks, a small x or a cut number, so its counts are lower than those of counters.sql.
SELECT 'labour_resource' AS source, count(*) AS people FROM roster WHERE id_number <> '' AND id_number IN (SELECT id_number FROM labour_resource)
UNION ALL
SELECT 'social_card', count(*) FROM roster WHERE id_number <> '' AND id_number IN (SELECT id_number FROM social_card)
UNION ALL
SELECT 'social_insurance', count(*) FROM roster WHERE id_number <> '' AND id_number IN (SELECT id_number FROM social_insurance)
ORDER BY source;
