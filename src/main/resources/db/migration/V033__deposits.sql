-- The number of a deposit address in its BIP-32 derivation. A number that was drawn is never drawn
-- again, also if the transaction that drew it fails.
CREATE SEQUENCE deposit_address_index AS bigint MINVALUE 0 START WITH 0 MAXVALUE 2147483647;

-- Where an account receives deposits: one address per network.
CREATE TABLE deposit_address (
  account_id     text        NOT NULL,
  environment    text        NOT NULL,
  network        text        NOT NULL,
  id             text        NOT NULL,
  address_index  bigint      NOT NULL UNIQUE CHECK (address_index BETWEEN 0 AND 2147483647),
  address        text        NOT NULL,
  created_at     timestamptz NOT NULL,
  row_mac        bytea       NOT NULL,
  PRIMARY KEY (account_id, environment, network),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment)
);
CREATE UNIQUE INDEX deposit_address_text ON deposit_address (environment, lower(address), network);

CREATE TABLE deposit (
  account_id        text        NOT NULL,
  environment       text        NOT NULL,
  id                text        NOT NULL,
  -- The number of its first event: the order of creation within the account.
  number            bigint      NOT NULL,
  network           text        NOT NULL,
  transaction_hash  text        NOT NULL,
  log_index         bigint      NOT NULL CHECK (log_index >= 0),
  sender            text        NOT NULL,
  address           text        NOT NULL,
  currency          text        NOT NULL,
  amount            bigint      NOT NULL CHECK (amount > 0),
  status            text        NOT NULL
                    CHECK (status IN ('pending', 'credited', 'dropped', 'held')),
  held_reason       text,
  -- Whether its block is final.
  is_final          boolean     NOT NULL,
  -- What an operator has decided about a held deposit.
  review            text        CHECK (review IN ('released', 'kept')),
  confirmations     bigint      NOT NULL CHECK (confirmations >= 0),
  -- Where it was seen last, to count its confirmations; empty in the sandbox.
  block_height      bigint,
  created_at        timestamptz NOT NULL,
  updated_at        timestamptz NOT NULL,
  credited_at       timestamptz,
  row_mac           bytea       NOT NULL,
  PRIMARY KEY (account_id, environment, id),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment),
  CHECK ((status = 'credited') = (credited_at IS NOT NULL)),
  CHECK (status <> 'held' OR held_reason IS NOT NULL)
) WITH (fillfactor = 80);
-- One transfer of a chain is at most one deposit. A reorganisation may give the same hash and index
-- to another transfer, once the first one is dropped.
CREATE UNIQUE INDEX deposit_transfer
  ON deposit (environment, network, transaction_hash, log_index) WHERE status <> 'dropped';
CREATE INDEX deposit_reported ON deposit (environment, network, transaction_hash, log_index);
CREATE UNIQUE INDEX deposit_created ON deposit (account_id, environment, created_at, number);
CREATE INDEX deposit_status ON deposit (account_id, environment, status, created_at, number);

-- To count confirmations while they grow.
CREATE INDEX deposit_pending ON deposit (environment, network) WHERE status = 'pending';
-- For operators, who name a deposit without its account, and decide about held ones.
CREATE UNIQUE INDEX deposit_id ON deposit (id);
CREATE INDEX deposit_held ON deposit (created_at) WHERE status = 'held';
CREATE INDEX deposit_undecided ON deposit (environment)
  WHERE status = 'held' AND review IS NULL AND held_reason <> 'below_minimum';

-- How many deposits an account has: the totals of lists.
CREATE TABLE deposit_count (
  account_id   text   NOT NULL,
  environment  text   NOT NULL,
  status       text   NOT NULL,
  network      text   NOT NULL,
  currency     text   NOT NULL,
  deposits     bigint NOT NULL,
  PRIMARY KEY (account_id, environment, status, network, currency)
) WITH (fillfactor = 50);

-- Transfers of tokens that are not accepted, to deposit addresses: shown to operators only.
CREATE TABLE unknown_transfer (
  environment       text        NOT NULL,
  network           text        NOT NULL,
  transaction_hash  text        NOT NULL,
  log_index         bigint      NOT NULL,
  account_id        text        NOT NULL,
  sender            text        NOT NULL,
  address           text        NOT NULL,
  token             text        NOT NULL,
  -- In the token's smallest unit: up to 78 digits.
  amount            text        NOT NULL,
  seen_at           timestamptz NOT NULL,
  PRIMARY KEY (environment, network, transaction_hash, log_index)
);
CREATE INDEX unknown_transfer_seen ON unknown_transfer (seen_at);

-- The transfers that the sandbox's networks still report about, claimed with SKIP LOCKED.
CREATE TABLE sandbox_transfer (
  account_id        text        NOT NULL,
  network           text        NOT NULL,
  transaction_hash  text        NOT NULL,
  log_index         bigint      NOT NULL,
  sender            text        NOT NULL,
  address           text        NOT NULL,
  currency          text        NOT NULL,
  amount            bigint      NOT NULL CHECK (amount > 0),
  -- Whether a reorganisation removes it.
  is_removed        boolean     NOT NULL,
  confirmations     bigint      NOT NULL,
  due_at            timestamptz NOT NULL,
  claimed_until     timestamptz,
  PRIMARY KEY (network, transaction_hash, log_index)
);
CREATE INDEX sandbox_transfer_due ON sandbox_transfer (due_at);
