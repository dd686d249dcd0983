-- Whether a person has proved to own the address of the login. Existing logins count as proven.
ALTER TABLE app_user ADD COLUMN confirmed_at timestamptz;
UPDATE app_user SET confirmed_at = created_at;

-- A confirmation link is sent to the address of a new login.
ALTER TABLE person_link
  DROP CONSTRAINT person_link_purpose_check,
  ADD CONSTRAINT person_link_purpose_check
    CHECK (purpose IN ('reset', 'invitation', 'confirmation'));

ALTER TABLE failed_attempt
  -- MAC of the e-mail address: all its locks are lifted together.
  ADD COLUMN address      bytea,
  ADD COLUMN step         text   NOT NULL DEFAULT 'password'
    CHECK (step IN ('password', 'code', 'reauthentication', 'passkey')),
  -- Whose login it was; no reference, so that a write takes as long where there is no such login.
  ADD COLUMN user_id      text,
  -- Attempts that were decided and found wrong, and how many of them the audit log has.
  ADD COLUMN wrong        bigint NOT NULL DEFAULT 0,
  ADD COLUMN reported     bigint NOT NULL DEFAULT 0,
  ADD COLUMN reported_at  timestamptz,
  -- Where the last one came from.
  ADD COLUMN ip           text,
  ADD COLUMN user_agent   text,
  ADD COLUMN request_id   text;
CREATE INDEX failed_attempt_address ON failed_attempt (address);
CREATE INDEX failed_attempt_user ON failed_attempt (user_id) WHERE user_id IS NOT NULL;
