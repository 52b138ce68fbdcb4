-- The keyed index of a number begins with that of its last four: one index of the database answers for both (ADR 9).
DROP INDEX person_phone;
DROP INDEX person_phone_tail;
DROP INDEX person_identifier_tail;
-- `||` makes a text of bytes on SQLite.
CREATE TABLE identity_index_anew (
  value_index BYTEA NOT NULL PRIMARY KEY,
  county_id BIGINT NOT NULL,
  person_id BYTEA NOT NULL
){without_rowid};
INSERT INTO identity_index_anew (value_index, county_id, person_id)
  SELECT CAST(i.value_tail || x.value_index AS {bytes}), x.county_id, x.person_id
  FROM identity_index x JOIN (SELECT DISTINCT value_index, value_tail FROM person_identifier) i ON i.value_index = x.value_index
  ORDER BY 1;
DROP TABLE identity_index;
ALTER TABLE identity_index_anew RENAME TO identity_index;
UPDATE person_identifier SET value_index = CAST(value_tail || value_index AS {bytes}) WHERE value_index IS NOT NULL;
UPDATE person SET phone_index = CAST(phone_tail || phone_index AS {bytes}) WHERE phone_index IS NOT NULL;
ALTER TABLE person_identifier DROP COLUMN value_tail;
ALTER TABLE person DROP COLUMN phone_tail;
CREATE INDEX person_phone ON person (phone_index) WHERE phone_index IS NOT NULL;
