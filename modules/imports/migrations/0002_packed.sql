-- What is staged and the file itself are packed before they are sealed; of a roster the values are staged that the check has
-- read. What lies there from before is read as it is (0).
ALTER TABLE import_chunk ADD COLUMN form BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_file ADD COLUMN packed BIGINT NOT NULL DEFAULT 0;
