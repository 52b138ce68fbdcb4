-- Causes whose events have been undone to the end ("import/…"), and those that undid them ("withdraw/…"): what was taken back itself keeps
-- nothing that came before it.
CREATE TABLE undone_cause (
  cause TEXT NOT NULL PRIMARY KEY
);
