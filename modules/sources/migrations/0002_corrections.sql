-- A wrong number of the roster and the right one that registries agree on wait in the queue beside doubtful matches: purpose 'match' or
-- 'correction'. target: the keyed index of the number proposed, so that what was rejected is not proposed again every month.
ALTER TABLE comparison_review ADD COLUMN purpose TEXT NOT NULL DEFAULT 'match';
ALTER TABLE comparison_review ADD COLUMN target BYTEA;
CREATE INDEX comparison_review_target ON comparison_review (county_id, person_id, target) WHERE target IS NOT NULL;
