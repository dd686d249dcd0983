-- What concerns the platform and no single account has a chain of its own in the audit log, named
-- 'platform'. So the chains are no longer only those of accounts.
ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_account_id_fkey;
ALTER TABLE audit_head DROP CONSTRAINT audit_head_account_id_fkey;
INSERT INTO audit_head (account_id) VALUES ('platform');

-- All pauses of rails, in one row: a MAC over it and the version that the audit log records show
-- every change that RemitFlex did not make, and a row that is missing. Before the first change, the
-- version is 0 and there is no MAC.
CREATE TABLE rail_pause (
  id       integer PRIMARY KEY CHECK (id = 1),
  version  bigint  NOT NULL CHECK (version >= 0),
  pauses   json    NOT NULL,
  row_mac  bytea
);
INSERT INTO rail_pause (id, version, pauses) VALUES (1, 0, '[]');

-- The staff of the platform: logins of their own, with a mandatory second factor. They are members
-- of no account. The row's MAC covers the column; without a value it covers what it covered before.
ALTER TABLE app_user ADD COLUMN operator text CHECK (operator IN ('active', 'removed'));
CREATE INDEX app_user_operator ON app_user (id) WHERE operator IS NOT NULL;

ALTER TABLE user_session
  DROP CONSTRAINT user_session_stage_check,
  ADD CONSTRAINT user_session_stage_check
    CHECK (stage IN ('code', 'whole', 'operator_code', 'operator'));

-- A link with which an operator sets a password and a second factor.
ALTER TABLE person_link
  DROP CONSTRAINT person_link_purpose_check,
  ADD CONSTRAINT person_link_purpose_check
    CHECK (purpose IN ('reset', 'invitation', 'confirmation', 'operator'));

-- What operators did, for their console; the condition is that of its query.
CREATE INDEX audit_entry_operators ON audit_entry (created_at, seq)
  WHERE account_id = 'platform' OR actor = 'operator';
