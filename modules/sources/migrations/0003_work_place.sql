-- Where the registry's row says that the work is: a spell that follows lies there, and its tier is reckoned from it.
ALTER TABLE comparison_finding ADD COLUMN work_code BIGINT;
