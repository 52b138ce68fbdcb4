-- The keyed index of a number begins with that of its last four (ADR 9).
UPDATE payment SET account_index = CAST(account_tail || account_index AS {bytes}) WHERE account_index IS NOT NULL;
ALTER TABLE payment DROP COLUMN account_tail;
