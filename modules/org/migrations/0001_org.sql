-- Units, dated codes, accounts, grants, sessions, settings: reference tables (D4).
CREATE TABLE unit (
  id BIGINT NOT NULL PRIMARY KEY,
  code BIGINT,
  kind TEXT NOT NULL,
  parent_id BIGINT,
  name TEXT NOT NULL,
  valid_from BIGINT,
  valid_to BIGINT,
  employer_id BYTEA
){without_rowid};
CREATE INDEX unit_code_index ON unit (code);
CREATE INDEX unit_parent_index ON unit (parent_id, code);
CREATE TABLE unit_code (
  unit_id BIGINT NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT,
  code BIGINT NOT NULL,
  name TEXT NOT NULL,
  successor_id BIGINT,
  PRIMARY KEY (unit_id, valid_from)
){without_rowid};
CREATE INDEX unit_code_code ON unit_code (code);
CREATE TABLE account (
  id BIGINT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  unit_id BIGINT NOT NULL,
  password_hash TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_account ON account (account);
CREATE TABLE account_grant (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  unit_id BIGINT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('home', 'work', 'both', 'own')),
  valid_from BIGINT,
  valid_to BIGINT
);
CREATE INDEX account_grant_account ON account_grant (account_id);
CREATE TABLE session (
  token_hash BYTEA NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE sign_in_attempt (
  account TEXT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL
);
CREATE TABLE access_log (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  at BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  person_id BYTEA NOT NULL,
  field TEXT NOT NULL,
  purpose TEXT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX access_log_person ON access_log (county_id, person_id);
CREATE TABLE identity_probe (
  account_id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (account_id, day)
);
