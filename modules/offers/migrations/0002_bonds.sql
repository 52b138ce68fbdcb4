-- What binds offers of people who go together: codes/bond_kind.csv, codes/bond_place.csv, codes/going_alone.csv.
ALTER TABLE match_offer ADD COLUMN bond_id BYTEA;
ALTER TABLE match_offer ADD COLUMN bond_kind TEXT;
ALTER TABLE match_offer ADD COLUMN bond_place TEXT;
ALTER TABLE match_offer ADD COLUMN alone TEXT;
CREATE INDEX match_offer_bond ON match_offer (bond_id) WHERE bond_id IS NOT NULL;
CREATE INDEX match_offer_alone ON match_offer (alone, home_code) WHERE alone = 'ask';
