-- 家庭人口 as declared, beside the people on file; and the counts of the people on file, from now on kept with every change
-- (modules/people/household.h).
ALTER TABLE household ADD COLUMN residents BIGINT;
UPDATE household SET
  members = (SELECT count(*) FROM person p WHERE p.county_id = household.county_id AND p.household_id = household.id AND p.merged_into IS NULL),
  workers = (SELECT count(*) FROM person p WHERE p.county_id = household.county_id AND p.household_id = household.id AND p.merged_into IS NULL
    AND p.ability IN ('able', 'partly_able') AND COALESCE(p.register_status, 'active') = 'active'),
  has_skilled_member = CASE WHEN EXISTS (SELECT 1 FROM person p WHERE p.county_id = household.county_id AND p.household_id = household.id
    AND p.merged_into IS NULL AND (COALESCE(p.skill_level, 'none') <> 'none' OR p.certificates IS NOT NULL)) THEN 1 ELSE 0 END,
  zero_employment = CASE WHEN EXISTS (SELECT 1 FROM person p WHERE p.county_id = household.county_id AND p.household_id = household.id
    AND p.merged_into IS NULL AND p.ability IN ('able', 'partly_able') AND COALESCE(p.register_status, 'active') = 'active')
    AND NOT EXISTS (SELECT 1 FROM person p WHERE p.county_id = household.county_id AND p.household_id = household.id
    AND p.merged_into IS NULL AND p.employment IN ('on_post', 'flexible', 'departed')) THEN 'yes' ELSE 'no' END;
-- Who is on post at an employer (在岗人数; an employer's own staff), answered from the index alone.
CREATE INDEX spell_unit ON spell (unit_code, person_id, home_code, work_code) WHERE state = 'on_post';
