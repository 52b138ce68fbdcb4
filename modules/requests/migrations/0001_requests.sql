-- What one side asks of another (D3, D6). unit_id decides, asked_by_unit has asked; both see the request.
CREATE TABLE change_request (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  record_type TEXT NOT NULL,
  record_id BYTEA NOT NULL,
  field TEXT NOT NULL,
  old_commitment TEXT NOT NULL,
  value BYTEA,
  unit_id BIGINT NOT NULL,
  asked_by_unit BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  cause TEXT,
  reason TEXT,
  state TEXT NOT NULL,
  answer TEXT,
  decided_by TEXT,
  decided_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX change_request_owner ON change_request (unit_id, state, id);
CREATE INDEX change_request_asker ON change_request (asked_by_unit, state, id);
CREATE INDEX change_request_record ON change_request (county_id, record_id);
CREATE INDEX change_request_id ON change_request (id);
CREATE INDEX change_request_created ON change_request (created_at, id);

CREATE TABLE transfer_request (
  county_id BIGINT NOT NULL,
  id BYTEA NOT NULL,
  person_id BYTEA NOT NULL,
  name TEXT NOT NULL,
  unit_id BIGINT NOT NULL,
  asked_by_unit BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  to_county BIGINT NOT NULL,
  home_unit BIGINT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  expires_on BIGINT NOT NULL,
  answer TEXT,
  decided_by TEXT,
  decided_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county_id, id)
);
CREATE INDEX transfer_request_owner ON transfer_request (unit_id, state, id);
CREATE INDEX transfer_request_asker ON transfer_request (asked_by_unit, state, id);
CREATE INDEX transfer_request_person ON transfer_request (county_id, person_id);
CREATE INDEX transfer_request_id ON transfer_request (id);
CREATE INDEX transfer_request_created ON transfer_request (created_at, id);
