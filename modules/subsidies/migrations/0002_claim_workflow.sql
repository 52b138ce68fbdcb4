-- From the application to the payment (HN-14, a.7.3, D16). Claims that are there already count as submitted.
ALTER TABLE claim ADD COLUMN state TEXT NOT NULL DEFAULT 'submitted';
ALTER TABLE claim ADD COLUMN by_register BIGINT;
ALTER TABLE claim ADD COLUMN payee_name TEXT;
ALTER TABLE claim ADD COLUMN payee_account BYTEA;
ALTER TABLE claim ADD COLUMN submitted_by TEXT;
ALTER TABLE claim ADD COLUMN state_at BIGINT;
ALTER TABLE claim ADD COLUMN decision_id BYTEA;
ALTER TABLE claim ADD COLUMN outcome TEXT;
ALTER TABLE claim ADD COLUMN decided_fen BIGINT;
ALTER TABLE claim ADD COLUMN notice_id BYTEA;
ALTER TABLE claim ADD COLUMN batch_id BYTEA;
CREATE INDEX claim_state ON claim (state, home_code, id);
CREATE INDEX claim_state_at ON claim (state_at, id);
CREATE INDEX claim_batch ON claim (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX claim_id ON claim (id);

-- Who did what to a claim, in order.
CREATE TABLE claim_step (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  claim_id BYTEA NOT NULL,
  action TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  note TEXT,
  actor TEXT NOT NULL,
  unit_id BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX claim_step_claim ON claim_step (county_id, claim_id, id);

-- What was shown: a sealed file beside the database, or a paper that an officer has seen.
CREATE TABLE claim_evidence (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  claim_id BYTEA NOT NULL,
  document TEXT NOT NULL,
  name TEXT,
  media_type TEXT,
  size BIGINT,
  sha256 TEXT,
  valid_to BIGINT,
  paper BIGINT,
  note TEXT,
  added_by TEXT NOT NULL,
  removed_on BIGINT,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX claim_evidence_claim ON claim_evidence (county_id, claim_id, id);
CREATE INDEX claim_evidence_id ON claim_evidence (id);

-- Decisions and payments, never changed: corrections are further entries. `input` is all that a decision was made from, sealed; the tables
-- and parameters it used are in rule_text by their hashes.
CREATE TABLE subsidy_ledger (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  claim_id BYTEA NOT NULL,
  claimant_id BYTEA,
  credit_code TEXT,
  entry TEXT NOT NULL,
  as_of BIGINT NOT NULL,
  rule TEXT NOT NULL,
  rule_version TEXT,
  model_hash TEXT,
  parameters_hash TEXT,
  input_hash TEXT,
  result_hash TEXT,
  rule_ids TEXT,
  outcome TEXT,
  amount_fen BIGINT NOT NULL,
  due_fen BIGINT,
  event_on BIGINT,
  employer_code TEXT,
  payee TEXT,
  payer TEXT,
  pool TEXT,
  reason TEXT,
  missing TEXT,
  input BYTEA,
  batch_id BYTEA,
  actor TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX subsidy_ledger_claim ON subsidy_ledger (county_id, claim_id, id);
CREATE INDEX subsidy_ledger_claimant ON subsidy_ledger (claimant_id) WHERE claimant_id IS NOT NULL;
CREATE INDEX subsidy_ledger_credit ON subsidy_ledger (credit_code) WHERE credit_code IS NOT NULL;
CREATE INDEX subsidy_ledger_id ON subsidy_ledger (id);

-- Decision tables and parameter files as they were when a decision used them, by SHA-256.
CREATE TABLE rule_text (
  hash TEXT NOT NULL,
  rule TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (hash)
);

CREATE TABLE public_notice (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  profile TEXT NOT NULL,
  title TEXT NOT NULL,
  opened_on BIGINT NOT NULL,
  closes_on BIGINT NOT NULL,
  retain_until BIGINT NOT NULL,
  taken_down_on BIGINT,
  taken_down_why TEXT,
  lines BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX public_notice_home ON public_notice (home_code, id);
CREATE INDEX public_notice_id ON public_notice (id);
CREATE INDEX public_notice_opened ON public_notice (opened_on, id);

CREATE TABLE notice_line (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  notice_id BYTEA NOT NULL,
  claim_id BYTEA NOT NULL,
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  place TEXT NOT NULL,
  rule TEXT NOT NULL,
  title TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX notice_line_notice ON notice_line (county_id, notice_id, position);
CREATE INDEX notice_line_claim ON notice_line (county_id, claim_id);

CREATE TABLE notice_objection (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  claim_id BYTEA NOT NULL,
  said_by BYTEA,
  text BYTEA NOT NULL,
  received_on BIGINT NOT NULL,
  state TEXT NOT NULL,
  answer TEXT,
  answered_by TEXT,
  answered_on BIGINT,
  recorded_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX notice_objection_claim ON notice_objection (county_id, claim_id);
CREATE INDEX notice_objection_id ON notice_objection (id);

CREATE TABLE payment_batch (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  number TEXT NOT NULL,
  payer TEXT,
  pool TEXT,
  state TEXT NOT NULL,
  lines BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  paid_fen BIGINT NOT NULL,
  failed_fen BIGINT NOT NULL,
  file_sha256 TEXT,
  composed_by TEXT NOT NULL,
  released_by TEXT,
  released_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX payment_batch_home ON payment_batch (home_code, id);
CREATE INDEX payment_batch_id ON payment_batch (id);
CREATE INDEX payment_batch_created ON payment_batch (created_at, id);
CREATE UNIQUE INDEX payment_batch_number ON payment_batch (county_id, number);

CREATE TABLE payment (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  batch_id BYTEA NOT NULL,
  position BIGINT NOT NULL,
  claim_county BIGINT NOT NULL,
  claim_id BYTEA NOT NULL,
  payee_name TEXT NOT NULL,
  account BYTEA NOT NULL,
  account_index BYTEA,
  account_tail BYTEA,
  amount_fen BIGINT NOT NULL,
  state TEXT NOT NULL,
  bank_reference TEXT,
  failure TEXT,
  settled_on BIGINT,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX payment_batch_line ON payment (county_id, batch_id, position);
CREATE INDEX payment_claim ON payment (county_id, claim_id);
CREATE INDEX payment_account ON payment (account_index);
