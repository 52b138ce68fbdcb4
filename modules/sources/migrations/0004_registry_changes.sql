-- Which registries hold the person now and did not last month, or the other way round: ";social_insurance:entered;social_card:left;".
ALTER TABLE comparison_finding ADD COLUMN registry_changes TEXT;
