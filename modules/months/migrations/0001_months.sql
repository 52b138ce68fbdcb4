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
CREATE TABLE decision (
  county_id BIGINT NOT NULL,
  person_id BYTEA NOT NULL,
  period BIGINT NOT NULL,
  rule TEXT NOT NULL,
  position BIGINT NOT NULL,
  version TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('pay', 'refuse', 'review', 'possible')),
  payee TEXT,
  amount_fen BIGINT NOT NULL,
  payer TEXT,
  pool TEXT,
  rule_ids TEXT,
  reason TEXT,
  missing TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (county_id, person_id, period, rule, position)
){without_rowid};
