-- The tables of the first payment. Every tenant table leads with account_id and environment.
-- Money is bigint minor units of the row's currency.

CREATE TABLE secret_check (
  name         text        PRIMARY KEY,
  check_value  bytea       NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE account (
  id            text        PRIMARY KEY,
  name          text        NOT NULL,
  verification  text        NOT NULL CHECK (verification IN ('none', 'kyc', 'kyb')),
  created_at    timestamptz NOT NULL
);

CREATE TABLE app_user (
  id             text        PRIMARY KEY,
  email          text        NOT NULL UNIQUE,
  password_hash  text        NOT NULL,
  created_at     timestamptz NOT NULL
);

CREATE TABLE account_member (
  account_id  text NOT NULL REFERENCES account (id),
  user_id     text NOT NULL REFERENCES app_user (id),
  role        text NOT NULL CHECK (role IN ('owner', 'admin', 'developer', 'viewer')),
  PRIMARY KEY (account_id, user_id)
);

-- The lock that guards everything of one account in one environment.
CREATE TABLE account_head (
  account_id       text        NOT NULL REFERENCES account (id),
  environment      text        NOT NULL CHECK (environment IN ('live', 'sandbox')),
  next_event       bigint      NOT NULL DEFAULT 1,
  last_created_at  timestamptz NOT NULL,
  PRIMARY KEY (account_id, environment)
) WITH (fillfactor = 50);

CREATE TABLE api_key (
  id           text        PRIMARY KEY,
  account_id   text        NOT NULL REFERENCES account (id),
  environment  text        NOT NULL CHECK (environment IN ('live', 'sandbox')),
  name         text        NOT NULL,
  scope        text        NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
  key_hash     bytea       NOT NULL UNIQUE CHECK (length(key_hash) = 32),
  display      text        NOT NULL,
  state        text        NOT NULL CHECK (state IN ('active', 'revoked')),
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz,
  revoked_at   timestamptz,
  row_mac      bytea       NOT NULL,
  CHECK ((state = 'revoked') = (revoked_at IS NOT NULL))
);

CREATE UNIQUE INDEX api_key_active_name
  ON api_key (account_id, environment, name) WHERE state = 'active';
CREATE INDEX api_key_account ON api_key (account_id, environment, created_at);

-- Nodes that answer requests, and the log of what lowers a key. A number of the log is given out
-- under the lock of its one head row, so that none appears late.
CREATE TABLE node (
  id          text        PRIMARY KEY,
  started_at  timestamptz NOT NULL,
  renewed_at  timestamptz NOT NULL,
  applied     bigint      NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE revocation_head (
  only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  last      bigint  NOT NULL
);
INSERT INTO revocation_head (last) VALUES (0);

CREATE TABLE revocation (
  number      bigint      PRIMARY KEY,
  key_id      text        NOT NULL,
  created_at  timestamptz NOT NULL
);

-- One row is one account's book in one currency: its sub-accounts sum to zero.
CREATE TABLE balance (
  account_id   text   NOT NULL,
  environment  text   NOT NULL,
  currency     text   NOT NULL,
  available    bigint NOT NULL CHECK (available >= 0),
  held         bigint NOT NULL CHECK (held >= 0),
  settlement   bigint NOT NULL,
  fees         bigint NOT NULL,
  fx           bigint NOT NULL,
  funding      bigint NOT NULL,
  PRIMARY KEY (account_id, environment, currency),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment),
  CONSTRAINT balance_sums_to_zero
    CHECK (available + held + settlement + fees + fx + funding = 0)
) WITH (fillfactor = 50);

CREATE TABLE transfer (
  account_id      text        NOT NULL,
  environment     text        NOT NULL,
  transaction_id  text        NOT NULL,
  leg             bigint      NOT NULL,
  currency        text        NOT NULL,
  debit           text        NOT NULL,
  credit          text        NOT NULL,
  amount          bigint      NOT NULL CHECK (amount > 0),
  reason          text        NOT NULL,
  payment_id      text,
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (account_id, environment, transaction_id, leg),
  CHECK (debit <> credit),
  CHECK (debit IN ('available', 'held', 'settlement', 'fees', 'fx', 'funding')),
  CHECK (credit IN ('available', 'held', 'settlement', 'fees', 'fx', 'funding'))
);

CREATE TABLE event (
  account_id   text        NOT NULL,
  environment  text        NOT NULL,
  seq          bigint      NOT NULL,
  id           text        NOT NULL,
  type         text        NOT NULL,
  subject      text        NOT NULL,
  created_at   timestamptz NOT NULL,
  data         json        NOT NULL,
  PRIMARY KEY (account_id, environment, seq)
);
CREATE INDEX event_subject ON event (account_id, environment, subject, seq);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER transfer_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE idempotency (
  account_id    text        NOT NULL,
  environment   text        NOT NULL,
  key           text        NOT NULL,
  request_hash  bytea       NOT NULL,
  resource_id   text        NOT NULL,
  status        bigint      NOT NULL,
  -- Forgotten after a day; the key itself after a year.
  answer        text,
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (account_id, environment, key)
);
-- Costs a write next to nothing; what is to be forgotten lies together, by age.
CREATE INDEX idempotency_created ON idempotency USING brin (created_at);

CREATE TABLE recipient (
  account_id      text        NOT NULL,
  environment     text        NOT NULL,
  id              text        NOT NULL,
  name            text        NOT NULL,
  account_number  text        NOT NULL,
  bank_code       text        NOT NULL,
  bank_country    text        NOT NULL,
  address         text,
  currency        text        NOT NULL,
  is_default      boolean     NOT NULL,
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (account_id, environment, id),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment)
);
CREATE UNIQUE INDEX recipient_default ON recipient (account_id, environment) WHERE is_default;

CREATE TABLE corridor (
  id                  text     PRIMARY KEY,
  source              text     NOT NULL,
  destination         text     NOT NULL,
  stablecoins         text[]   NOT NULL,
  status              text     NOT NULL CHECK (status IN ('active', 'degraded', 'unavailable')),
  usual_minutes       bigint   NOT NULL,
  bounds_currency     text     NOT NULL,
  minimum             bigint   NOT NULL CHECK (minimum > 0),
  maximum             bigint   NOT NULL CHECK (maximum >= minimum),
  fee_basis_points    bigint   NOT NULL CHECK (fee_basis_points >= 0)
);

INSERT INTO corridor VALUES
  ('US-EU', 'USD', 'EUR', '{USDC,EURC}', 'active', 30, 'USD', 1000, 10000000, 50),
  ('US-MX', 'USD', 'MXN', '{USDC,USDT}', 'active', 180, 'USD', 1000, 5000000, 50),
  ('US-PH', 'USD', 'PHP', '{USDC,USDT}', 'active', 360, 'USD', 1000, 2500000, 50),
  ('US-NG', 'USD', 'NGN', '{USDC,USDT}', 'active', 180, 'USD', 1000, 2500000, 50),
  ('EU-UK', 'EUR', 'GBP', '{EURC}', 'active', 30, 'EUR', 1000, 10000000, 50),
  ('GLOBAL-SWAP', 'stablecoin', 'stablecoin', '{USDC,USDT,EURC,PYUSD}', 'active', 5,
   'USD', 100, 50000000, 50);

CREATE TABLE payment (
  account_id            text        NOT NULL,
  environment           text        NOT NULL,
  id                    text        NOT NULL,
  -- The number of its payment.created event: the order of creation within the account.
  number                bigint      NOT NULL,
  status                text        NOT NULL,
  amount                bigint      NOT NULL CHECK (amount > 0),
  currency              text        NOT NULL,
  destination_currency  text        NOT NULL,
  converted_amount      bigint      NOT NULL CHECK (converted_amount > 0),
  exchange_rate         numeric     NOT NULL,
  fee                   bigint      NOT NULL CHECK (fee >= 0),
  corridor              text,
  recipient             json,
  destination           text,
  reference             text,
  metadata              json,
  failure_reason        text,
  created_at            timestamptz NOT NULL,
  updated_at            timestamptz NOT NULL,
  estimated_delivery    timestamptz NOT NULL,
  PRIMARY KEY (account_id, environment, id),
  CHECK (status IN ('pending', 'compliance_review', 'processing', 'settled', 'delivered',
                    'failed', 'cancelled')),
  CHECK ((recipient IS NULL) <> (destination IS NULL))
) WITH (fillfactor = 80);
-- created_at never goes back within an account, so that this is also the order of number.
CREATE UNIQUE INDEX payment_created ON payment (account_id, environment, created_at, number);
CREATE INDEX payment_reference ON payment (account_id, environment, reference, created_at, number)
  WHERE reference IS NOT NULL;

-- How many payments an account has, by day of creation (UTC): what a list's total is made of, and
-- how a filtered page finds the days that have something for it. A missing corridor is ''.
CREATE TABLE payment_count (
  account_id   text   NOT NULL,
  environment  text   NOT NULL,
  day          date   NOT NULL,
  status       text   NOT NULL,
  currency     text   NOT NULL,
  corridor     text   NOT NULL,
  payments     bigint NOT NULL,
  PRIMARY KEY (account_id, environment, day, status, currency, corridor)
) WITH (fillfactor = 50);

-- The next step of each payment that is not at its end, claimed with SKIP LOCKED.
CREATE TABLE payment_due (
  account_id   text        NOT NULL,
  environment  text        NOT NULL,
  payment_id   text        NOT NULL,
  step         text        NOT NULL CHECK (step IN ('start', 'release', 'submit', 'report')),
  due_at       timestamptz NOT NULL,
  PRIMARY KEY (account_id, environment, payment_id)
) WITH (fillfactor = 80);
CREATE INDEX payment_due_at ON payment_due (due_at);
