-- Sortable means declared and indexed (D10).
CREATE INDEX household_number_order ON household (number, id);
CREATE INDEX household_updated ON household (updated_at);
CREATE INDEX spell_start ON spell (start_on, id);
CREATE INDEX spell_end ON spell (end_on, id);
CREATE INDEX spell_updated ON spell (updated_at);
