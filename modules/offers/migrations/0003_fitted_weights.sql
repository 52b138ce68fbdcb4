-- What the score knew of person and post when they were matched (modules/matching/pair_factors.h): what fits the model.
ALTER TABLE match_offer ADD COLUMN factors TEXT;

-- Weights of the score that were fitted to observed spells, from a day on; rows are only added. No personal data.
CREATE TABLE match_weights (
  id BYTEA NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL UNIQUE,
  starts_on BIGINT NOT NULL,
  text TEXT NOT NULL,
  hash TEXT NOT NULL,
  note TEXT,
  published_by TEXT NOT NULL,
  published_at BIGINT NOT NULL
);
CREATE INDEX match_weights_day ON match_weights (starts_on, seq);
