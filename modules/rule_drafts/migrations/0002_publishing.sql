-- A draft that is published from the console (policies.md section 2): how far it is, whose own it is, its cases, who worked on it.
ALTER TABLE rule_draft ADD COLUMN state TEXT NOT NULL DEFAULT 'drafting';
ALTER TABLE rule_draft ADD COLUMN county TEXT;
ALTER TABLE rule_draft ADD COLUMN cases TEXT;
ALTER TABLE rule_draft ADD COLUMN authors TEXT;
