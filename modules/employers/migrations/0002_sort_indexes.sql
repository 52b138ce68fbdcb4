-- Sortable means declared and indexed (D10).
CREATE INDEX employer_updated ON employer (updated_at);
