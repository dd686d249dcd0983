-- Forms of the Dashboard that were submitted, so that each acts once. Of a form's token there is an
-- HMAC only; `result` is the first response, encrypted under the token itself.
CREATE TABLE form_submission (
  token_hash   bytea        PRIMARY KEY CHECK (length(token_hash) = 32),
  -- HMAC under the token of where the form was sent and what it held.
  fingerprint  bytea        NOT NULL CHECK (length(fingerprint) = 32),
  -- HMAC of the cookie that came with it.
  cookie_hash  bytea        NOT NULL CHECK (length(cookie_hash) = 32),
  session_id   text,
  sent_at      timestamptz  NOT NULL,
  -- Absent while the first submission is in progress, or was lost with its server.
  done_at      timestamptz,
  -- The page that shows what the form did.
  look_at      text         NOT NULL DEFAULT '',
  result       bytea
) WITH (fillfactor = 70);
CREATE INDEX form_submission_sent ON form_submission (sent_at);
CREATE INDEX form_submission_result ON form_submission (session_id) WHERE result IS NOT NULL;

-- The newest secret of a key while the form that made it may show it again: encrypted under the
-- form's token, written in the transaction that makes the secret.
CREATE TABLE shown_secret (
  key_id      text         PRIMARY KEY,
  token_hash  bytea        NOT NULL CHECK (length(token_hash) = 32),
  sealed      bytea        NOT NULL,
  created_at  timestamptz  NOT NULL
);
CREATE INDEX shown_secret_created ON shown_secret (created_at);
