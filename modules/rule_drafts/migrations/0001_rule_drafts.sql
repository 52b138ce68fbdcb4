-- Drafts of rules (policies.md section 2): a table that is being edited and values of parameters to be added. Nothing decides by them.
-- model: DMN; parameters: JSON.
CREATE TABLE rule_draft (
  id BYTEA NOT NULL PRIMARY KEY,
  unit_id BIGINT NOT NULL,
  rule TEXT NOT NULL,
  base_version TEXT NOT NULL,
  base_hash TEXT NOT NULL,
  model TEXT NOT NULL,
  parameters TEXT NOT NULL,
  new_version TEXT,
  starts_on BIGINT,
  note TEXT,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX rule_draft_unit ON rule_draft (unit_id, created_at);
CREATE INDEX rule_draft_created ON rule_draft (created_at);
