-- What a claim is about: a course, a loan, a station from its first day.
ALTER TABLE claim ADD COLUMN period_from BIGINT;
ALTER TABLE claim ADD COLUMN period_to BIGINT;
