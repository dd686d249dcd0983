-- Passkeys (WebAuthn): the public half of a key pair that the person's device holds.
CREATE TABLE passkey (
  id             text        PRIMARY KEY,
  user_id        text        NOT NULL REFERENCES app_user (id),
  credential_id  bytea       NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
  -- COSE_Key.
  public_key     bytea       NOT NULL,
  -- The device's count of signatures: one that goes back is of a copy.
  sign_count     bigint      NOT NULL CHECK (sign_count >= 0),
  name           text        NOT NULL CHECK (name !~ '[[:cntrl:]]'),
  created_at     timestamptz NOT NULL,
  last_used_at   timestamptz
);
CREATE INDEX passkey_user ON passkey (user_id);

-- Challenges that were answered, until they are too old to be answered again.
CREATE TABLE used_challenge (
  challenge   bytea       PRIMARY KEY,
  expires_at  timestamptz NOT NULL
);
CREATE INDEX used_challenge_expiry ON used_challenge (expires_at);
