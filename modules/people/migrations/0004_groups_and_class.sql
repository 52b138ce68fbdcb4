-- Somebody holds several groups at once (脱贫 and 就业困难, FD-12); 就业类别 of the national system (aab211).
ALTER TABLE person ADD COLUMN other_groups TEXT;
ALTER TABLE spell ADD COLUMN employment_class TEXT;
