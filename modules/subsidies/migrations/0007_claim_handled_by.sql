-- Which side takes the steps after the application: 'destination' where its finance pays; NULL: the home (ADR 11).
ALTER TABLE claim ADD COLUMN handled_by TEXT;
CREATE INDEX claim_state_work ON claim (state, work_code, id) WHERE handled_by IS NOT NULL;
CREATE INDEX public_notice_work ON public_notice (work_code, id) WHERE work_code IS NOT NULL;
CREATE INDEX payment_batch_work ON payment_batch (work_code, id) WHERE work_code IS NOT NULL;
