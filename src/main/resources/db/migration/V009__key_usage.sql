-- How keys are used, by minute, hour and day of UTC: the sums of what every node has counted.
CREATE TABLE key_usage (
  key_id         text        NOT NULL,
  unit           text        NOT NULL CHECK (unit IN ('minute', 'hour', 'day')),
  start          timestamptz NOT NULL,
  account_id     text        NOT NULL,
  environment    text        NOT NULL,
  requests       bigint      NOT NULL DEFAULT 0,
  succeeded      bigint      NOT NULL DEFAULT 0,
  client_errors  bigint      NOT NULL DEFAULT 0,
  server_errors  bigint      NOT NULL DEFAULT 0,
  errors         json        NOT NULL DEFAULT '{}',
  -- A histogram with logarithmic buckets, and the smallest hashes of what was distinct.
  latencies      bytea       NOT NULL DEFAULT '',
  addresses      bytea       NOT NULL DEFAULT '',
  user_agents    bytea       NOT NULL DEFAULT '',
  PRIMARY KEY (key_id, unit, start)
) WITH (fillfactor = 60);
CREATE INDEX key_usage_age ON key_usage (unit, start);

-- The number of a node's last writing, so that none is added twice.
CREATE TABLE usage_flush (
  node_id  text        PRIMARY KEY,
  number   bigint      NOT NULL,
  at       timestamptz NOT NULL
);

-- When a key last needed a scope.
CREATE TABLE key_scope_use (
  key_id   text        NOT NULL,
  scope    text        NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
  last_at  timestamptz NOT NULL,
  PRIMARY KEY (key_id, scope)
) WITH (fillfactor = 50);

-- Since when this is known.
CREATE TABLE usage_begun (at timestamptz NOT NULL);
INSERT INTO usage_begun VALUES (clock_timestamp());

-- Which keys were used from an address.
CREATE INDEX secret_use_ip ON secret_use (ip, hour);
