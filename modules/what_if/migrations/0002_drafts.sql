-- Drafts of rules as they were when the question was asked. JSON.
ALTER TABLE what_if ADD COLUMN drafts TEXT;
