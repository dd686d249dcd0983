-- GET /v1/events/{id} and replays name an event by its ID.
CREATE UNIQUE INDEX event_id ON event (id);

-- Where an account receives its events.
CREATE TABLE webhook_endpoint (
  account_id       text        NOT NULL,
  environment      text        NOT NULL,
  id               text        NOT NULL UNIQUE,
  -- The number of the account's next event at its creation: the order of creation.
  number           bigint      NOT NULL,
  url              text        NOT NULL,
  -- The types that are delivered, separated by commas; empty: all.
  event_types      text        NOT NULL,
  filter           text,
  description      text,
  -- The names of its own headers, separated by commas; the values are in `secrets`.
  header_names     text        NOT NULL,
  enabled          boolean     NOT NULL,
  disabled_reason  text        CHECK (disabled_reason IN ('member', 'gone', 'failed')),
  strict_order     boolean     NOT NULL,
  schedule         text        NOT NULL CHECK (schedule IN ('standard', 'long')),
  disable_at_end   boolean     NOT NULL,
  -- The first event that is delivered: events before its creation, or while it was disabled, are
  -- not.
  from_seq         bigint      NOT NULL,
  -- Encrypted for this row: the secrets, the private key, and the values of its headers.
  secrets          bytea       NOT NULL,
  public_key       bytea       NOT NULL CHECK (length(public_key) = 32),
  overlap_ends_at  timestamptz,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  row_mac          bytea       NOT NULL,
  PRIMARY KEY (account_id, environment, id),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment),
  CHECK (enabled = (disabled_reason IS NULL))
);

-- Up to which event the deliveries of an account exist. Its row is locked while they are created,
-- so that each event becomes deliveries once, and in order.
CREATE TABLE webhook_cursor (
  account_id   text   NOT NULL,
  environment  text   NOT NULL,
  last_seq     bigint NOT NULL,
  PRIMARY KEY (account_id, environment),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment)
) WITH (fillfactor = 50);

-- One event for one endpoint.
CREATE TABLE webhook_delivery (
  endpoint_id  text        NOT NULL,
  seq          bigint      NOT NULL,
  account_id   text        NOT NULL,
  environment  text        NOT NULL,
  event_id     text        NOT NULL,
  event_type   text        NOT NULL,
  subject      text        NOT NULL,
  status       text        NOT NULL CHECK (status IN ('pending', 'delivered', 'undeliverable')),
  -- Whether it waits for the earlier events about the same object.
  is_ordered   boolean     NOT NULL,
  -- All attempts, and those since the delivery began or was replayed.
  attempts     bigint      NOT NULL,
  tries        bigint      NOT NULL,
  created_at   timestamptz NOT NULL,
  -- When the schedule of its attempts began.
  started_at   timestamptz NOT NULL,
  -- When the next attempt is due; of a delivery that has ended, when it would have been.
  due_at       timestamptz NOT NULL,
  ended_at     timestamptz,
  last_status  bigint,
  last_error   text,
  PRIMARY KEY (endpoint_id, seq),
  CHECK ((status = 'pending') = (ended_at IS NULL))
) WITH (fillfactor = 85);
CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, due_at, seq)
  WHERE status = 'pending';
CREATE INDEX webhook_delivery_order ON webhook_delivery (endpoint_id, subject, seq)
  WHERE status = 'pending' AND is_ordered;
CREATE INDEX webhook_delivery_failed ON webhook_delivery (endpoint_id, seq)
  WHERE status = 'undeliverable';
-- Deleted by age.
CREATE INDEX webhook_delivery_created ON webhook_delivery USING brin (created_at);

-- The endpoints that have pending deliveries. A node claims an endpoint, and makes all of its
-- attempts while the claim lasts.
CREATE TABLE webhook_lane (
  endpoint_id    text        PRIMARY KEY,
  due_at         timestamptz NOT NULL,
  -- Failed attempts since the last that succeeded.
  failures       bigint      NOT NULL DEFAULT 0,
  -- No attempt is made before, since the last ones failed.
  paused_until   timestamptz,
  claimed_by     text,
  claimed_until  timestamptz
) WITH (fillfactor = 50);
CREATE INDEX webhook_lane_due ON webhook_lane (due_at);

-- The attempts, in a partition per day.
CREATE TABLE webhook_attempt (
  endpoint_id     text        NOT NULL,
  seq             bigint      NOT NULL,
  number          bigint      NOT NULL,
  started_at      timestamptz NOT NULL,
  latency_micros  bigint      NOT NULL,
  status          bigint,
  error           text,
  address         text,
  -- The first 4 KiB, masked.
  response        text        NOT NULL
) PARTITION BY RANGE (started_at);
CREATE INDEX webhook_attempt_delivery ON webhook_attempt (endpoint_id, seq, number);

-- Requests to deliver events again, worked off in steps.
CREATE TABLE webhook_replay (
  id            text        PRIMARY KEY,
  account_id    text        NOT NULL,
  environment   text        NOT NULL,
  endpoint_id   text        NOT NULL,
  which         text        NOT NULL CHECK (which IN ('failed', 'all', 'event')),
  first_seq     bigint      NOT NULL,
  last_seq      bigint      NOT NULL,
  -- The next event to look at.
  next_seq      bigint      NOT NULL,
  -- How many deliveries there were to replay when it was requested.
  expected      bigint      NOT NULL,
  replayed      bigint      NOT NULL,
  created_at    timestamptz NOT NULL,
  ended_at      timestamptz
);
CREATE INDEX webhook_replay_open ON webhook_replay (created_at) WHERE ended_at IS NULL;
