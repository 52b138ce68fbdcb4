-- Publications of rules (policies.md section 2): only added to; each row holds the hash of the one before it.
CREATE TABLE rule_publication (
  id BYTEA NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL UNIQUE,
  rule TEXT NOT NULL,
  rule_version TEXT NOT NULL,
  kind TEXT NOT NULL,
  county TEXT,
  base_version TEXT NOT NULL,
  starts_on BIGINT,
  model TEXT,
  terms TEXT NOT NULL,
  cases TEXT,
  parts TEXT NOT NULL,
  article TEXT,
  document TEXT,
  note TEXT,
  unit_id BIGINT NOT NULL,
  drafted_by TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  previous_hash TEXT,
  hash TEXT NOT NULL,
  published_at BIGINT NOT NULL
);
CREATE INDEX rule_publication_rule ON rule_publication (rule, seq);
