-- Persisted jobs (D11): lease, attempts, steps that are done once. Parameters and results are sealed: they may name people.
CREATE TABLE job (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  unit_id BIGINT NOT NULL,
  actor TEXT NOT NULL,
  params BYTEA NOT NULL,
  result BYTEA,
  message TEXT,
  attempt BIGINT NOT NULL,
  cancel_wanted BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  finished_at BIGINT
);
CREATE UNIQUE INDEX job_key ON job (idempotency_key);
CREATE INDEX job_state ON job (state, created_at);
CREATE TABLE job_step (
  job_id BYTEA NOT NULL,
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  state TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  microseconds BIGINT NOT NULL,
  note BYTEA,
  PRIMARY KEY (job_id, position)
);
