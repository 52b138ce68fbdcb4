-- Import runs (D11): file, mapping, staging and results are sealed; chunks of about 1,000 rows are applied once each.
CREATE TABLE import_run (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  state TEXT NOT NULL,
  unit_id BIGINT NOT NULL,
  actor TEXT NOT NULL,
  period TEXT,
  columns BYTEA,
  totals TEXT,
  row_count BIGINT NOT NULL,
  rows_done BIGINT NOT NULL,
  good_rows_only BIGINT NOT NULL,
  message TEXT,
  job_id BYTEA,
  created_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX import_run_unit ON import_run (unit_id, created_at);
CREATE TABLE import_file (
  run_id BYTEA NOT NULL,
  part BIGINT NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (run_id, part)
);
CREATE TABLE import_chunk (
  run_id BYTEA NOT NULL,
  chunk BIGINT NOT NULL,
  applied BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (run_id, chunk)
);
CREATE TABLE import_problem (
  run_id BYTEA NOT NULL,
  row_number BIGINT NOT NULL,
  position BIGINT NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (run_id, row_number, position)
);
CREATE TABLE import_change (
  run_id BYTEA NOT NULL,
  row_number BIGINT NOT NULL,
  kind TEXT NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (run_id, row_number)
);
CREATE TABLE import_mapping (
  unit_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  header TEXT NOT NULL,
  field TEXT NOT NULL,
  PRIMARY KEY (unit_id, kind, header)
);
