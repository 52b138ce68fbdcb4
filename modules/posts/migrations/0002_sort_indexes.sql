-- Sortable means declared and indexed (D10).
CREATE INDEX post_name ON post (name);
CREATE INDEX post_openings ON post (openings);
CREATE INDEX post_wage_min ON post (wage_min_fen);
CREATE INDEX post_valid_from ON post (valid_from);
CREATE INDEX post_valid_to ON post (valid_to);
CREATE INDEX post_updated ON post (updated_at);
