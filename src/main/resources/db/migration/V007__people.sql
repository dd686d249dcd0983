-- People who sign in to the Dashboard: their sessions, second factors, links and failed attempts.
-- No secret is kept in clear: of tokens the SHA-256, of codes an HMAC, of seeds what AES-GCM made.

UPDATE app_user SET email = lower(email);

ALTER TABLE app_user
  ADD COLUMN name       text   NOT NULL DEFAULT '' CHECK (name !~ '[[:cntrl:]]'),
  -- The seed of the authenticator, encrypted and bound to the id; absent without one.
  ADD COLUMN totp_seed  bytea,
  -- The last time step of which a code was accepted.
  ADD COLUMN totp_step  bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT app_user_email_is_lower CHECK (email = lower(email));

ALTER TABLE account_member
  ADD COLUMN joined_at  timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE INDEX account_member_user ON account_member (user_id);

CREATE TABLE user_session (
  id            text        PRIMARY KEY,
  user_id       text        NOT NULL REFERENCES app_user (id),
  token_hash    bytea       NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  -- `code` while the second factor is still asked for.
  stage         text        NOT NULL CHECK (stage IN ('code', 'whole')),
  -- The account that was chosen last.
  account_id    text        REFERENCES account (id),
  ip            text        NOT NULL,
  user_agent    text        NOT NULL,
  created_at    timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  -- Said once, on the next page.
  flash         text,
  -- A seed that was shown and is not confirmed yet, encrypted.
  new_seed      bytea
) WITH (fillfactor = 70);
CREATE INDEX user_session_user ON user_session (user_id);
CREATE INDEX user_session_expiry ON user_session (expires_at);

-- A browser in which someone has signed in before: its attempts are counted by themselves.
CREATE TABLE known_device (
  token_hash  bytea       PRIMARY KEY CHECK (length(token_hash) = 32),
  user_id     text        NOT NULL REFERENCES app_user (id),
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL
);
CREATE INDEX known_device_user ON known_device (user_id);

CREATE TABLE recovery_code (
  user_id    text  NOT NULL REFERENCES app_user (id),
  code_hash  bytea NOT NULL CHECK (length(code_hash) = 32),
  PRIMARY KEY (user_id, code_hash)
);

-- Failed attempts in a row of one subject: an address from one network, or a known device.
CREATE TABLE failed_attempt (
  subject        bytea       PRIMARY KEY CHECK (length(subject) = 32),
  failures       bigint      NOT NULL,
  blocked_until  timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX failed_attempt_updated ON failed_attempt (updated_at);

-- A link that was sent by e-mail. Its token is a MAC under the pepper and is not kept.
CREATE TABLE person_link (
  id          text        PRIMARY KEY,
  purpose     text        NOT NULL CHECK (purpose IN ('reset', 'invitation')),
  email       text        NOT NULL CHECK (email = lower(email)),
  account_id  text        REFERENCES account (id),
  role        text        CHECK (role IN ('owner', 'admin', 'developer', 'viewer')),
  invited_by  text        REFERENCES app_user (id),
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz,
  CHECK ((purpose = 'invitation') = (account_id IS NOT NULL AND role IS NOT NULL))
);
CREATE INDEX person_link_email ON person_link (email, purpose);
CREATE INDEX person_link_account ON person_link (account_id) WHERE account_id IS NOT NULL;
