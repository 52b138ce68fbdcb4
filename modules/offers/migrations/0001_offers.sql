-- Plans of the matching and their offers (HN-24, FD-03, FD-21). value, price: millionths; probabilities: thousandths.
CREATE TABLE match_plan (
  id BYTEA NOT NULL PRIMARY KEY,
  unit_id BIGINT NOT NULL,
  low_code BIGINT NOT NULL,
  high_code BIGINT NOT NULL,
  objective TEXT NOT NULL,
  scheme TEXT NOT NULL,
  as_of BIGINT NOT NULL,
  weights_hash TEXT,
  job_id BYTEA,
  state TEXT NOT NULL,
  workers BIGINT NOT NULL,
  posts BIGINT NOT NULL,
  openings BIGINT NOT NULL,
  placed BIGINT NOT NULL,
  kept BIGINT NOT NULL,
  value BIGINT NOT NULL,
  bound BIGINT NOT NULL,
  gap_ppb BIGINT NOT NULL,
  indicators TEXT,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX match_plan_unit ON match_plan (unit_id, created_at);
CREATE INDEX match_plan_created ON match_plan (created_at);

-- What a place of each post was worth in a plan. No personal data.
CREATE TABLE match_plan_post (
  plan_id BYTEA NOT NULL,
  post_id BYTEA NOT NULL,
  openings BIGINT NOT NULL,
  placed BIGINT NOT NULL,
  price BIGINT NOT NULL,
  next_best BIGINT NOT NULL,
  PRIMARY KEY (plan_id, post_id)
){without_rowid};

-- Who took part in a plan and got no post, and what stands in the way; of this person's last plan only. limits: the constraints that alone
-- take a post away, most posts first.
CREATE TABLE match_unplaced (
  county_id BIGINT NOT NULL,
  person_id BYTEA NOT NULL,
  plan_id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  feasible_posts BIGINT NOT NULL,
  better_posts BIGINT NOT NULL,
  nearest_post BYTEA,
  missing_value BIGINT NOT NULL,
  limit_code TEXT,
  limits TEXT,
  PRIMARY KEY (county_id, person_id)
){without_rowid};
CREATE INDEX match_unplaced_plan ON match_unplaced (plan_id, limit_code);

CREATE TABLE match_offer (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  plan_id BYTEA NOT NULL,
  post_id BYTEA NOT NULL,
  home_code BIGINT NOT NULL,
  work_code BIGINT,
  employer_code TEXT,
  tier TEXT,
  state TEXT NOT NULL,
  value BIGINT NOT NULL,
  price BIGINT NOT NULL,
  p_arrive BIGINT NOT NULL,
  p_stay1 BIGINT NOT NULL,
  p_stay3 BIGINT NOT NULL,
  p_stay6 BIGINT NOT NULL,
  reasons_for TEXT,
  reasons_against TEXT,
  priority BIGINT,
  better_posts BIGINT,
  confirmed_by TEXT,
  confirmed_on BIGINT,
  told_on BIGINT,
  expires_on BIGINT,
  answered_on BIGINT,
  departed_on BIGINT,
  answer_reason TEXT,
  answer_note TEXT,
  spell_id BYTEA,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE UNIQUE INDEX match_offer_live ON match_offer (county_id, person_id) WHERE state IN ('proposed', 'confirmed', 'told', 'accepted');
CREATE INDEX match_offer_person ON match_offer (county_id, person_id, id);
CREATE INDEX match_offer_id ON match_offer (id);
CREATE INDEX match_offer_plan ON match_offer (plan_id, state);
CREATE INDEX match_offer_post ON match_offer (post_id, state);
CREATE INDEX match_offer_home ON match_offer (home_code, id);
CREATE INDEX match_offer_work ON match_offer (work_code, id);
CREATE INDEX match_offer_due ON match_offer (expires_on) WHERE state = 'told';
CREATE INDEX match_offer_updated ON match_offer (updated_at, id);
