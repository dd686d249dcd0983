-- The life of API keys: limits, rolls with a grace, receipts of revocations, uses.

ALTER TABLE api_key
  -- The number of its api_key.created event: the order of creation within the account.
  ADD COLUMN number                 bigint NOT NULL DEFAULT 0,
  -- 1 as created, one more with each roll.
  ADD COLUMN generation             bigint NOT NULL DEFAULT 1,
  ADD COLUMN ip_allow_list          text   NOT NULL DEFAULT '',
  ADD COLUMN rate_limit_per_minute  bigint,
  ADD COLUMN per_payment            bigint CHECK (per_payment > 0),
  ADD COLUMN per_payment_currency   text,
  ADD COLUMN per_day                bigint CHECK (per_day > 0),
  ADD COLUMN per_day_currency       text,
  -- How many days before its expiry the owner was last told of it.
  ADD COLUMN warned_days            bigint,
  ADD CHECK ((per_payment IS NULL) = (per_payment_currency IS NULL)),
  ADD CHECK ((per_day IS NULL) = (per_day_currency IS NULL));

-- A name is free again once its key has expired, which no index can tell: the account's head
-- guards it.
DROP INDEX api_key_active_name;
CREATE INDEX api_key_name ON api_key (account_id, environment, name) WHERE state = 'active';
DROP INDEX api_key_account;
CREATE INDEX api_key_account ON api_key (account_id, environment, created_at, number);
CREATE INDEX api_key_expiry ON api_key (expires_at)
  WHERE state = 'active' AND expires_at IS NOT NULL;

-- Secrets that a roll replaced. Each is kept for good: after its grace it is told that it was
-- revoked. Without an end its grace begins with the first use of a newer secret.
CREATE TABLE retired_secret (
  key_hash       bytea       PRIMARY KEY CHECK (length(key_hash) = 32),
  key_id         text        NOT NULL REFERENCES api_key (id),
  generation     bigint      NOT NULL,
  display        text        NOT NULL,
  retired_at     timestamptz NOT NULL,
  grace_seconds  bigint      NOT NULL CHECK (grace_seconds BETWEEN 0 AND 604800),
  quiet_hours    bigint      CHECK (quiet_hours BETWEEN 1 AND 168),
  ends_at        timestamptz,
  row_mac        bytea       NOT NULL,
  UNIQUE (key_id, generation)
);
CREATE INDEX retired_secret_quiet ON retired_secret (ends_at) WHERE quiet_hours IS NOT NULL;

-- What a node had last accepted of a key when it confirmed a revocation.
CREATE TABLE revocation_confirmation (
  number      bigint      NOT NULL,
  node_id     text        NOT NULL,
  request_id  text        NOT NULL,
  ip          text        NOT NULL,
  at          timestamptz NOT NULL,
  PRIMARY KEY (number, node_id)
);
CREATE INDEX revocation_key ON revocation (key_id, number);

-- How a revocation took effect, once every node refused the key.
CREATE TABLE revocation_receipt (
  key_id           text        PRIMARY KEY REFERENCES api_key (id),
  effective_at     timestamptz NOT NULL,
  nodes_confirmed  bigint      NOT NULL,
  nodes_total      bigint      NOT NULL,
  request_id       text,
  request_ip       text,
  request_at       timestamptz
);

-- The last request that was accepted of a key, up to a second ago.
CREATE TABLE key_use (
  key_id      text        PRIMARY KEY REFERENCES api_key (id),
  at          timestamptz NOT NULL,
  ip          text        NOT NULL,
  method      text        NOT NULL,
  route       text        NOT NULL,
  request_id  text        NOT NULL
) WITH (fillfactor = 50);

-- Who uses which secret of a key: how far a rotation has come.
CREATE TABLE secret_use (
  key_id      text        NOT NULL REFERENCES api_key (id),
  generation  bigint      NOT NULL,
  -- Whether a roll had replaced the secret by then.
  retired     boolean     NOT NULL,
  hour        timestamptz NOT NULL,
  ip          text        NOT NULL,
  user_agent  text        NOT NULL,
  requests    bigint      NOT NULL,
  last_at     timestamptz NOT NULL,
  PRIMARY KEY (key_id, generation, retired, hour, ip, user_agent)
) WITH (fillfactor = 50);
CREATE INDEX secret_use_hour ON secret_use (hour);

-- What a key with a daily limit has sent on its last day, in minor units of the limit's currency.
CREATE TABLE key_spending (
  account_id   text   NOT NULL,
  environment  text   NOT NULL,
  key_id       text   NOT NULL,
  day          date   NOT NULL,
  spent        bigint NOT NULL CHECK (spent >= 0),
  PRIMARY KEY (account_id, environment, key_id)
) WITH (fillfactor = 50);

-- What a payment took of its key's daily limit: given back when the money comes back.
CREATE TABLE payment_spending (
  account_id   text   NOT NULL,
  environment  text   NOT NULL,
  payment_id   text   NOT NULL,
  key_id       text   NOT NULL,
  day          date   NOT NULL,
  amount       bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (account_id, environment, payment_id)
);

-- Settings of an account; the default recipient stands in `recipient`.
ALTER TABLE account ADD COLUMN contact_email text;
