-- What a month proposes for people: a post, and decisions on subsidies. A repeated step replaces its own rows.
CREATE TABLE match_proposal (
  county_id BIGINT NOT NULL,
  person_id BYTEA NOT NULL,
  period BIGINT NOT NULL,
  post_id BYTEA NOT NULL,
  p_arrive BIGINT NOT NULL,
  p_stay1 BIGINT NOT NULL,
  p_stay3 BIGINT NOT NULL,
  p_stay6 BIGINT NOT NULL,
  reasons_for TEXT,
  reasons_against TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (county_id, person_id, period)
){without_rowid};
-- What a month decided about a person's claims. Decisions to pay of other months, and of other units, count as paid (docs/adr/0007); due_fen is
-- the whole entitlement found, amount_fen what this month adds to it. unit_id: whose month; claim_id: the stored claim, if it came from one.
CREATE TABLE decision (
  county_id BIGINT NOT NULL,
  person_id BYTEA NOT NULL,
  period BIGINT NOT NULL,
  rule TEXT NOT NULL,
  unit_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  claim_id BYTEA,
  version TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('pay', 'refuse', 'review', 'possible')),
  payee TEXT,
  employer_code TEXT,
  event_on BIGINT,
  amount_fen BIGINT NOT NULL,
  due_fen BIGINT NOT NULL,
  payer TEXT,
  pool TEXT,
  rule_ids TEXT,
  reason TEXT,
  missing TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (county_id, person_id, period, rule, unit_id, position)
){without_rowid};
CREATE INDEX decision_period ON decision (period, unit_id);
-- The same about claims of employers (R-FZ1, R-GY6): employers belong to no county.
CREATE TABLE employer_decision (
  credit_code TEXT NOT NULL,
  period BIGINT NOT NULL,
  rule TEXT NOT NULL,
  unit_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  claim_id BYTEA,
  version TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('pay', 'refuse', 'review', 'possible')),
  event_on BIGINT,
  amount_fen BIGINT NOT NULL,
  due_fen BIGINT NOT NULL,
  payer TEXT,
  pool TEXT,
  rule_ids TEXT,
  reason TEXT,
  missing TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (credit_code, period, rule, unit_id, position)
){without_rowid};
CREATE INDEX employer_decision_period ON employer_decision (period, unit_id);
