-- A person or spell is asked for by id alone and by id and county: one index answers both when the id stands first. What
-- changed last is asked of people only. ADR 14.
-- The columns stand in the order that the steps before have made, as INSERT needs them.
CREATE TABLE person_anew (
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
  other_groups TEXT,
  PRIMARY KEY (id, county_id)
);
INSERT INTO person_anew SELECT * FROM person;
DROP TABLE person;
ALTER TABLE person_anew RENAME TO person;
CREATE INDEX person_home ON person (home_code, id);
CREATE INDEX person_list_home ON person (list, home_code, id);
CREATE INDEX person_work ON person (work_code, id) WHERE work_code IS NOT NULL;
CREATE INDEX person_household ON person (county_id, household_id);
CREATE INDEX person_name ON person (name, home_code);
CREATE INDEX person_updated ON person (updated_at, home_code);
CREATE INDEX person_phone ON person (phone_index) WHERE phone_index IS NOT NULL;

CREATE TABLE spell_anew (
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
  employment_class TEXT,
  PRIMARY KEY (id, county_id)
);
INSERT INTO spell_anew SELECT * FROM spell;
DROP TABLE spell;
ALTER TABLE spell_anew RENAME TO spell;
CREATE INDEX spell_person ON spell (county_id, person_id);
CREATE INDEX spell_home ON spell (home_code, id);
CREATE INDEX spell_work ON spell (work_code, id) WHERE work_code IS NOT NULL;
CREATE INDEX spell_start ON spell (start_on, id);
CREATE INDEX spell_end ON spell (end_on, id) WHERE end_on IS NOT NULL;
CREATE INDEX spell_unit ON spell (unit_code, person_id, home_code, work_code) WHERE state = 'on_post';

DROP INDEX household_updated;
