-- Whose names the figures of a month's report are: one row a person and month, a bit a figure (codes/month_figure.csv). unit_id: whose month, 0 for
-- the whole store. Written with the report, replaced when the month is run again.
CREATE TABLE month_name (
  county_id BIGINT NOT NULL,
  unit_id BIGINT NOT NULL,
  period BIGINT NOT NULL,
  person_id BYTEA NOT NULL,
  figures BIGINT NOT NULL,
  PRIMARY KEY (county_id, unit_id, period, person_id)
){without_rowid};
