-- Rows of imports that named somebody registered elsewhere, beside the numbers typed one by one: each has its limit.
ALTER TABLE identity_probe ADD COLUMN imported BIGINT NOT NULL DEFAULT 0;
