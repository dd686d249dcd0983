-- Locked rates. A quote is used by at most one payment, off-ramp or conversion, whose ID it keeps.
CREATE TABLE quote (
  account_id        text        NOT NULL,
  environment       text        NOT NULL,
  id                text        NOT NULL,
  from_currency     text        NOT NULL,
  to_currency       text        NOT NULL,
  amount            bigint      NOT NULL CHECK (amount > 0),
  converted_amount  bigint      NOT NULL CHECK (converted_amount > 0),
  exchange_rate     numeric     NOT NULL CHECK (exchange_rate > 0),
  mid_market_rate   numeric     NOT NULL CHECK (mid_market_rate >= exchange_rate),
  spread_basis_points bigint    NOT NULL CHECK (spread_basis_points >= 0),
  fee               bigint      NOT NULL CHECK (fee >= 0),
  rate_source       text        NOT NULL,
  rate_as_of        timestamptz NOT NULL,
  created_at        timestamptz NOT NULL,
  expires_at        timestamptz NOT NULL,
  used_by           text,
  PRIMARY KEY (account_id, environment, id),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment),
  CHECK (from_currency <> to_currency)
) WITH (fillfactor = 80);
CREATE INDEX quote_unused ON quote (expires_at) WHERE used_by IS NULL;

CREATE TABLE conversion (
  account_id        text        NOT NULL,
  environment       text        NOT NULL,
  id                text        NOT NULL,
  -- The number of its event: the order of creation within the account.
  number            bigint      NOT NULL,
  quote_id          text        NOT NULL,
  from_currency     text        NOT NULL,
  to_currency       text        NOT NULL,
  amount            bigint      NOT NULL CHECK (amount > 0),
  converted_amount  bigint      NOT NULL CHECK (converted_amount > 0),
  exchange_rate     numeric     NOT NULL CHECK (exchange_rate > 0),
  fee               bigint      NOT NULL CHECK (fee >= 0),
  created_at        timestamptz NOT NULL,
  PRIMARY KEY (account_id, environment, id),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment)
);
CREATE UNIQUE INDEX conversion_quote ON conversion (account_id, environment, quote_id);
CREATE UNIQUE INDEX conversion_created ON conversion (account_id, environment, created_at, number);

-- How many conversions an account has, by pair: what a list's total is made of.
CREATE TABLE conversion_count (
  account_id     text   NOT NULL,
  environment    text   NOT NULL,
  from_currency  text   NOT NULL,
  to_currency    text   NOT NULL,
  conversions    bigint NOT NULL,
  PRIMARY KEY (account_id, environment, from_currency, to_currency)
) WITH (fillfactor = 50);

-- What the platform has received in one currency and given in another: the sums of its sub-accounts
-- `fx`, by pair.
CREATE TABLE fx_position (
  account_id     text   NOT NULL,
  environment    text   NOT NULL,
  from_currency  text   NOT NULL,
  to_currency    text   NOT NULL,
  units_in       bigint NOT NULL,
  units_out      bigint NOT NULL,
  number         bigint NOT NULL,
  PRIMARY KEY (account_id, environment, from_currency, to_currency)
) WITH (fillfactor = 50);
