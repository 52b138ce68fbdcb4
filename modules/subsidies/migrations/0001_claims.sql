-- Claims as they came in; what a month decided about them is in `decision` and `employer_decision`.
CREATE TABLE claim (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  claimant_id BYTEA,
  credit_code TEXT,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  rule TEXT NOT NULL,
  event_on BIGINT,
  amount_fen BIGINT,
  receipts BIGINT,
  certificate TEXT,
  course_days BIGINT,
  standard_fen BIGINT,
  tracking_to BIGINT,
  broker TEXT,
  fee_taken BIGINT,
  paid_before_fen BIGINT,
  received_on BIGINT,
  closed_on BIGINT,
  source TEXT,
  unit_id BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX claim_claimant ON claim (county_id, claimant_id);
CREATE INDEX claim_home ON claim (home_code, id);
CREATE INDEX claim_work ON claim (work_code, id) WHERE work_code IS NOT NULL;
CREATE INDEX claim_employer ON claim (credit_code) WHERE credit_code IS NOT NULL;
