-- Who wants to go together (FD-19): codes/going_together.csv, codes/may_part.csv (empty: to ask), the name of a group of townspeople.
ALTER TABLE intention ADD COLUMN together TEXT;
ALTER TABLE intention ADD COLUMN may_part TEXT;
ALTER TABLE intention ADD COLUMN travel_group TEXT;
ALTER TABLE intention ADD COLUMN leads_group BIGINT;
