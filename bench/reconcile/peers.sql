-- The same comparison by DuckDB, side by side (D19): the registries normalised as the engine does it, one row a person, people.csv written.
-- duckdb :memory: < peers.sql from the folder that reconcile_generate wrote. sqlite3 and psql: the statements below fit after loading with
-- .import / COPY into tables of the same names.
.timer on
CREATE MACRO id_of(t) AS upper(regexp_replace(translate(t, '０１２３４５６７８９Ｘｘ', '0123456789XX'), '[\s''　]', '', 'g'));
CREATE TABLE roster AS SELECT row_number() OVER () AS row, id_of(id_number) AS id, name, status, unit FROM read_csv('roster.csv', all_varchar = true);
CREATE TABLE insurance AS
  SELECT id, arg_min(struct_pack(row, state, unit), (NOT (state = '1' AND scheme = '职工' AND unit <> ''), state <> '1', -since::INT, row)) AS best
  FROM (SELECT row_number() OVER () AS row, id_of(id_number) AS id, coalesce(unit, '') AS unit, scheme, state, since
        FROM read_csv('social_insurance.csv', all_varchar = true)) WHERE id IN (SELECT id FROM roster) AND id <> '' GROUP BY id;
CREATE TABLE labour AS
  SELECT id, arg_min(struct_pack(row, state), (state <> '1', -replace(updated, '-', '')::INT, row)) AS best
  FROM (SELECT row_number() OVER () AS row, id_of(id_number) AS id, state, updated FROM read_csv('labour_resource.csv', all_varchar = true))
  WHERE id IN (SELECT id FROM roster) AND id <> '' GROUP BY id;
CREATE TABLE card AS
  SELECT id, arg_min(struct_pack(row, state), (state <> '1', -replace(issued, '-', '')::INT, row)) AS best
  FROM (SELECT row_number() OVER () AS row, id_of(id_number) AS id, state, issued FROM read_csv('social_card.csv', all_varchar = true))
  WHERE id IN (SELECT id FROM roster) AND id <> '' GROUP BY id;
COPY (SELECT r.row, r.id, r.name, i.best.row, i.best.state, i.best.unit, l.best.row, l.best.state, c.best.row, c.best.state
      FROM roster r LEFT JOIN insurance i USING (id) LEFT JOIN labour l USING (id) LEFT JOIN card c USING (id) ORDER BY r.row)
  TO 'people_duckdb.csv' (HEADER);
