-- People of the roster found in each registry by an equal ID: the same statement for SQLite, DuckDB and PostgreSQL, over tables roster,
-- social_insurance, labour_resource and social_card (columns id_number ...) of texts. IDs are normalised as the generator spoils them: blanks,
-- small x. An ID that ends in 000 with a wrong check code was cut and is never equal to another (docs/explanation/linkage.md).
WITH normal AS (
  SELECT 'roster' AS source, upper(replace(id_number, ' ', '')) AS id FROM roster
  UNION ALL SELECT 'social_insurance', upper(replace(id_number, ' ', '')) FROM social_insurance
  UNION ALL SELECT 'labour_resource', upper(replace(id_number, ' ', '')) FROM labour_resource
  UNION ALL SELECT 'social_card', upper(replace(id_number, ' ', '')) FROM social_card
), long AS (
  SELECT source, id FROM normal WHERE length(id) = 18 AND id NOT LIKE '%.%'
), usable AS (
  SELECT source, id FROM long WHERE substr(id, 16, 3) <> '000' OR substr('10X98765432', (
    7 * CAST(substr(id, 1, 1) AS INTEGER) + 9 * CAST(substr(id, 2, 1) AS INTEGER) + 10 * CAST(substr(id, 3, 1) AS INTEGER) +
    5 * CAST(substr(id, 4, 1) AS INTEGER) + 8 * CAST(substr(id, 5, 1) AS INTEGER) + 4 * CAST(substr(id, 6, 1) AS INTEGER) +
    2 * CAST(substr(id, 7, 1) AS INTEGER) + CAST(substr(id, 8, 1) AS INTEGER) + 6 * CAST(substr(id, 9, 1) AS INTEGER) +
    3 * CAST(substr(id, 10, 1) AS INTEGER) + 7 * CAST(substr(id, 11, 1) AS INTEGER) + 9 * CAST(substr(id, 12, 1) AS INTEGER) +
    10 * CAST(substr(id, 13, 1) AS INTEGER) + 5 * CAST(substr(id, 14, 1) AS INTEGER) + 8 * CAST(substr(id, 15, 1) AS INTEGER)) % 11 + 1, 1) = '0'
)
SELECT r.source, count(*) AS people
FROM (SELECT DISTINCT source, id FROM usable WHERE source <> 'roster') r JOIN (SELECT id FROM usable WHERE source = 'roster') p ON p.id = r.id
GROUP BY r.source ORDER BY r.source;
