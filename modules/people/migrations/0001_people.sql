-- Persons, households, identifiers, spells, intentions, observations. county_id (the internal id of the origin county) is the
-- distribution column: first in every primary key and unique constraint (D4). Global uniqueness of an ID number lives in
-- identity_index, distributed by its keyed index.
CREATE TABLE person (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  name TEXT NOT NULL,
  name_pinyin TEXT,
  name_initials TEXT,
  sex TEXT,
  birth BIGINT,
  ethnicity TEXT,
  education TEXT,
  student_status TEXT,
  health TEXT,
  skill_level TEXT,
  trades TEXT,
  certificates TEXT,
  phone BYTEA,
  phone_index BYTEA,
  phone_tail BYTEA,
  bank_account BYTEA,
  spouse_number BYTEA,
  home_unit BIGINT,
  home_code BIGINT NOT NULL,
  household_id BYTEA,
  household_number TEXT,
  person_number TEXT,
  relation TEXT,
  target_group TEXT,
  target_group_from BIGINT,
  target_group_to BIGINT,
  former_groups TEXT,
  verification TEXT,
  verified_on BIGINT,
  employment TEXT,
  employment_since BIGINT,
  ability TEXT,
  willingness TEXT,
  register_status TEXT,
  list TEXT,
  finding TEXT,
  work_code BIGINT,
  tier TEXT,
  employer_name TEXT,
  post_name TEXT,
  wage_fen BIGINT,
  last_contact_on BIGINT,
  clear_five BIGINT,
  clear_four BIGINT,
  labour_card_number TEXT,
  labour_card_on BIGINT,
  rights_card_on BIGINT,
  introducer TEXT,
  service_needs TEXT,
  note TEXT,
  identity_status TEXT,
  merged_into BYTEA,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX person_home ON person (home_code, id);
CREATE INDEX person_list_home ON person (list, home_code, id);
CREATE INDEX person_work ON person (work_code, id) WHERE work_code IS NOT NULL;
CREATE INDEX person_household ON person (county_id, household_id);
CREATE INDEX person_name ON person (name, home_code);
CREATE INDEX person_id ON person (id);
CREATE INDEX person_updated ON person (updated_at, home_code);
CREATE INDEX person_phone ON person (phone_index) WHERE phone_index IS NOT NULL;
CREATE INDEX person_phone_tail ON person (phone_tail) WHERE phone_tail IS NOT NULL;

CREATE TABLE household (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  number TEXT NOT NULL,
  home_unit BIGINT,
  home_code BIGINT NOT NULL,
  head_name TEXT,
  target_group TEXT,
  members BIGINT,
  workers BIGINT,
  income_fen BIGINT,
  income_per_head_fen BIGINT,
  left_behind_children BIGINT,
  left_behind_elders BIGINT,
  land_rights TEXT,
  help_plan TEXT,
  helper TEXT,
  helper_unit TEXT,
  zero_employment TEXT,
  has_skilled_member BIGINT,
  fund_share_fen BIGINT,
  work_code BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE UNIQUE INDEX household_number ON household (county_id, number);
CREATE INDEX household_home ON household (home_code, id);

CREATE TABLE person_identifier (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  value BYTEA,
  value_index BYTEA,
  value_tail BYTEA,
  status TEXT NOT NULL,
  valid_from BIGINT,
  valid_to BIGINT,
  PRIMARY KEY (county_id, person_id, id)
){without_rowid};
CREATE INDEX person_identifier_tail ON person_identifier (value_tail) WHERE value_tail IS NOT NULL;

CREATE TABLE identity_index (
  value_index BYTEA NOT NULL PRIMARY KEY,
  county_id BIGINT NOT NULL,
  person_id BYTEA NOT NULL
){without_rowid};

CREATE TABLE spell (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  steward_unit BIGINT,
  state TEXT NOT NULL,
  employer_id BIGINT,
  unit_code TEXT,
  employer_name TEXT,
  post_name TEXT,
  post_number TEXT,
  trade TEXT,
  broker_unit BIGINT,
  work_code BIGINT,
  tier TEXT,
  wage_fen BIGINT,
  wage_paid BIGINT,
  start_on BIGINT,
  end_on BIGINT,
  contract_start BIGINT,
  contract_end BIGINT,
  contract_kind TEXT,
  insured_from BIGINT,
  insured_to BIGINT,
  satisfaction TEXT,
  wants_change TEXT,
  child_schooling TEXT,
  companions BIGINT,
  form TEXT,
  sector TEXT,
  channel TEXT,
  organised BIGINT,
  point_to_point BIGINT,
  first_time_in BIGINT,
  base_enterprise BIGINT,
  reserved_post BIGINT,
  end_reason TEXT,
  change_reason TEXT,
  source TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX spell_person ON spell (county_id, person_id);
CREATE INDEX spell_id ON spell (id);
CREATE INDEX spell_home ON spell (home_code, id);
CREATE INDEX spell_work ON spell (work_code, id) WHERE work_code IS NOT NULL;

CREATE TABLE intention (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  want_regions TEXT,
  want_tiers TEXT,
  want_industries TEXT,
  want_jobs TEXT,
  want_wage_fen BIGINT,
  want_services TEXT,
  companions BIGINT,
  want_training TEXT,
  want_business TEXT,
  want_school TEXT,
  not_going_reasons TEXT,
  asked_on BIGINT,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, person_id, id)
){without_rowid};

CREATE TABLE observation (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  period BIGINT NOT NULL,
  registry TEXT NOT NULL,
  match_kind TEXT NOT NULL,
  state TEXT,
  insured BIGINT,
  since BIGINT,
  employer_code TEXT,
  employer_name TEXT,
  repair TEXT,
  row_number BIGINT,
  file_name TEXT,
  file_hash TEXT,
  finding TEXT,
  flags TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (county_id, person_id, period, registry, id)
){without_rowid};

-- Counts of people by village and state, kept in the transaction that changes them (D10): figures without counting.
CREATE TABLE person_count (
  county_id BIGINT NOT NULL,
  home_code BIGINT NOT NULL,
  employment TEXT NOT NULL,
  list TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (county_id, home_code, employment, list)
){without_rowid};
CREATE INDEX person_count_home ON person_count (home_code);

-- A person who moved to another county: from the old key to the new one (D4). Events before the move stay in the old chain.
CREATE TABLE person_moved (
  county_id BIGINT NOT NULL,
  person_id BYTEA NOT NULL,
  to_county BIGINT NOT NULL,
  moved_at BIGINT NOT NULL,
  transfer_id BYTEA NOT NULL,
  PRIMARY KEY (county_id, person_id, moved_at)
){without_rowid};
CREATE INDEX person_moved_person ON person_moved (person_id);
