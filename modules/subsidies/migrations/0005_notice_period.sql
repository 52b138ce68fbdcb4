-- How the objection period of a notice was counted, as it was shown: calendar or working days, by which documents.
ALTER TABLE public_notice ADD COLUMN period TEXT;
