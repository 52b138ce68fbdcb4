-- What-if questions about rules (HN-14, policies.md section 2): a question of a unit, its answer, and who would get more or less. Nothing
-- of it decides or pays. changes, result: JSON.
CREATE TABLE what_if (
  id BYTEA NOT NULL PRIMARY KEY,
  unit_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  as_of BIGINT NOT NULL,
  basis TEXT NOT NULL,
  changes TEXT NOT NULL,
  job_id BYTEA,
  state TEXT NOT NULL,
  claims BIGINT NOT NULL,
  before_fen BIGINT,
  after_fen BIGINT,
  winners BIGINT NOT NULL,
  losers BIGINT NOT NULL,
  result TEXT,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX what_if_unit ON what_if (unit_id, created_at);
CREATE INDEX what_if_created ON what_if (created_at);

-- Claims paid on either side, or decided otherwise. `county`: the county that bears it, as in the figures; of an employer county_id is 0.
CREATE TABLE what_if_row (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  what_if_id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  claimant_id BYTEA,
  credit_code TEXT,
  rule TEXT NOT NULL,
  county TEXT,
  month TEXT,
  pool TEXT,
  before_fen BIGINT NOT NULL,
  after_fen BIGINT NOT NULL,
  difference_fen BIGINT NOT NULL,
  outcome_before TEXT NOT NULL,
  outcome_after TEXT NOT NULL,
  reason TEXT,
  missing TEXT,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX what_if_row_question ON what_if_row (what_if_id, difference_fen);
CREATE INDEX what_if_row_difference ON what_if_row (difference_fen, id);
