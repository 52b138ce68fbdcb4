-- A labour station as the claimant (R-FZ4): a unit of the register, as credit_code names an employer.
ALTER TABLE claim ADD COLUMN station_id BIGINT;
CREATE INDEX claim_station ON claim (station_id) WHERE station_id IS NOT NULL;
