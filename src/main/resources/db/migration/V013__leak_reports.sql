-- Reports of leaked keys that are to be looked at. Never the key: its hashes, one for each pepper,
-- joined. A row is gone once its key, if there is one, is revoked.

CREATE TABLE leak_report (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key_hashes   bytea       NOT NULL CHECK (length(key_hashes) % 32 = 0),
  source       text        NOT NULL,
  found_at     text,
  ip           text        NOT NULL,
  user_agent   text,
  request_id   text        NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX leak_report_due ON leak_report (due_at);
