-- Comparisons of the roster with registries as persisted runs (D11, D12): what was found for whom, what is proposed, what people
-- decided about doubtful matches. Observations (what a registry said, from which line of which file) stand beside the person.
CREATE TABLE comparison_run (
  id BYTEA NOT NULL PRIMARY KEY,
  unit_id BIGINT NOT NULL,
  actor TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('upload', 'folder', 'month', 'command')),
  period BIGINT NOT NULL,
  as_of BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('comparing', 'compared', 'applying', 'applied', 'withdrawing', 'withdrawn')),
  files TEXT NOT NULL,
  summary TEXT,
  message TEXT,
  previous_run BYTEA,
  job_id BYTEA,
  created_at BIGINT NOT NULL,
  compared_at BIGINT,
  applied_at BIGINT
);
CREATE INDEX comparison_run_unit ON comparison_run (unit_id, created_at);

-- One row a person and run. status, insurance, labour: the three columns of the truth table, so that a decision about a doubtful match
-- finds anew. matches: ";social_insurance:exact;labour_resource:none;". state: nothing proposed (none), open, applied, skipped (changed meanwhile), requested (another steward was asked).
CREATE TABLE comparison_finding (
  county_id BIGINT NOT NULL,
  run_id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  row_number BIGINT NOT NULL,
  finding TEXT NOT NULL,
  flags TEXT,
  matches TEXT NOT NULL,
  change TEXT,
  status BIGINT NOT NULL,
  insurance BIGINT NOT NULL,
  labour BIGINT NOT NULL,
  proposal TEXT,
  unit_code TEXT,
  employer_name TEXT,
  since BIGINT,
  state TEXT NOT NULL CHECK (state IN ('none', 'open', 'applied', 'skipped', 'requested')),
  note TEXT,
  PRIMARY KEY (county_id, run_id, person_id)
){without_rowid};
CREATE INDEX comparison_finding_run ON comparison_finding (run_id, finding);
CREATE INDEX comparison_finding_change ON comparison_finding (run_id, change) WHERE change IS NOT NULL;
CREATE INDEX comparison_finding_proposal ON comparison_finding (run_id, proposal) WHERE proposal IS NOT NULL;

-- A doubtful match. data: both sides' values, sealed, and erased by the decision: of a registry's row only what is known to be the
-- person's may stay (D12). state: open, second (accepted once, another person's check is due), accepted, rejected, unsure.
CREATE TABLE comparison_review (
  county_id BIGINT NOT NULL,
  run_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  registry TEXT NOT NULL,
  registry_row BIGINT NOT NULL,
  registry_offset BIGINT NOT NULL,
  match_kind TEXT NOT NULL,
  probability BIGINT NOT NULL,
  weight BIGINT NOT NULL,
  repair TEXT,
  levels TEXT NOT NULL,
  rivals BIGINT NOT NULL,
  effect BIGINT NOT NULL,
  insurance BIGINT NOT NULL,
  labour BIGINT NOT NULL,
  data BYTEA,
  state TEXT NOT NULL CHECK (state IN ('open', 'second', 'accepted', 'rejected', 'unsure')),
  decided_by TEXT,
  decided_at BIGINT,
  second_by TEXT,
  second_at BIGINT,
  PRIMARY KEY (county_id, run_id, id)
){without_rowid};
CREATE INDEX comparison_review_run ON comparison_review (run_id, state, effect, probability);

-- What the next comparison of the same unit reads to tell who entered, left, changed employer or had a number corrected (sidecar.h).
CREATE TABLE comparison_sidecar (
  run_id BYTEA NOT NULL,
  part BIGINT NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (run_id, part)
);
