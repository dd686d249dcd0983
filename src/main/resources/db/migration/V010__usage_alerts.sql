-- What of the use of a key its account is told of; at most one of a kind an hour.
CREATE TABLE usage_alert (
  account_id   text        NOT NULL,
  environment  text        NOT NULL,
  id           text        NOT NULL,
  -- The number of its event.
  number       bigint      NOT NULL,
  key_id       text        NOT NULL REFERENCES api_key (id),
  kind         text        NOT NULL
    CHECK (kind IN ('spike', 'new_network', 'silence', 'unknown_key', 'canary')),
  hour         timestamptz NOT NULL,
  status       text        NOT NULL CHECK (status IN ('open', 'acknowledged')),
  created_at   timestamptz NOT NULL,
  details      json        NOT NULL,
  PRIMARY KEY (account_id, environment, id),
  UNIQUE (key_id, kind, hour)
);
CREATE INDEX usage_alert_created ON usage_alert (account_id, environment, created_at, number);

-- What the owner of a key wants to be told of.
CREATE TABLE alert_setting (
  key_id        text   PRIMARY KEY REFERENCES api_key (id),
  muted         text   NOT NULL,
  silence_days  bigint NOT NULL CHECK (silence_days BETWEEN 1 AND 365)
);

-- When a key was first and last used. One that woke after a silence waits to be judged.
CREATE TABLE key_sight (
  key_id      text        PRIMARY KEY,
  first_at    timestamptz NOT NULL,
  last_at     timestamptz NOT NULL,
  -- The last use before the silence; absent before the first use.
  slept_at    timestamptz,
  woke_at     timestamptz,
  woke_ip     text,
  woke_agent  text
) WITH (fillfactor = 50);
CREATE INDEX key_sight_woke ON key_sight (woke_at) WHERE woke_at IS NOT NULL;

-- Keys of the version before: what is new of them is learnt from now on.
INSERT INTO key_sight (key_id, first_at, last_at)
SELECT key_id, clock_timestamp(), at FROM key_use;

-- The networks that a key was used from: IPv4 /24, IPv6 /48.
CREATE TABLE known_network (
  key_id      text        NOT NULL,
  network     text        NOT NULL,
  first_at    timestamptz NOT NULL,
  last_at     timestamptz NOT NULL,
  ip          text        NOT NULL,
  user_agent  text,
  judged      boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (key_id, network)
) WITH (fillfactor = 70);
CREATE INDEX known_network_new ON known_network (key_id) WHERE NOT judged;
CREATE INDEX known_network_age ON known_network (last_at);
CREATE INDEX known_network_keys ON known_network (network, last_at);

-- Keys with a good checksum that no one has issued, by the shown form.
CREATE TABLE unknown_key (
  hour        timestamptz NOT NULL,
  display     text        NOT NULL,
  ip          text        NOT NULL,
  user_agent  text,
  requests    bigint      NOT NULL,
  first_at    timestamptz NOT NULL,
  last_at     timestamptz NOT NULL,
  PRIMARY KEY (hour, display, ip)
);
