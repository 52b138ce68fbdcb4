CREATE TABLE employer (
  id BYTEA NOT NULL PRIMARY KEY,
  credit_code TEXT NOT NULL,
  name TEXT NOT NULL,
  region_code BIGINT,
  address TEXT,
  industry TEXT,
  ownership TEXT,
  contact_name TEXT,
  contact_phone BYTEA,
  staff BIGINT,
  supported_workers BIGINT,
  base_level TEXT,
  base_kind TEXT,
  base_certified_on BIGINT,
  honours TEXT,
  layoff_notice TEXT,
  verification TEXT,
  note TEXT,
  unit_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX employer_credit_code ON employer (credit_code);
CREATE INDEX employer_name ON employer (name);
