-- Event chains (D8): one per owner unit, 0 = system; gapless (chain, seq). The values lie encrypted beside the hash.
CREATE TABLE chain_head (
  chain BIGINT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash BYTEA NOT NULL
);
CREATE TABLE event (
  chain BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  subject_id BYTEA NOT NULL,
  cause TEXT NOT NULL,
  payload BYTEA,
  commitment BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (chain, seq)
){without_rowid};
CREATE INDEX event_subject ON event (chain, subject_id);
CREATE INDEX event_cause ON event (chain, cause, seq) WHERE cause <> '';
