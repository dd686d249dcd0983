-- How far the transfers of each network were compared with what is booked. The version changes with
-- each step, so that two processes cannot both write one.
CREATE TABLE treasury_book (
  network      text        PRIMARY KEY REFERENCES chain_network (name),
  -- The block whose balances the books begin with.
  from_height  bigint      NOT NULL,
  height       bigint      NOT NULL,
  hash         text        NOT NULL,
  version      bigint      NOT NULL,
  updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (from_height <= height)
);

-- What each address of the platform holds of each token: by the transfers, and as its contract
-- says.
CREATE TABLE treasury_holding (
  network          text        NOT NULL REFERENCES treasury_book (network),
  token            text        NOT NULL,
  address          text        NOT NULL,
  currency         text        NOT NULL,
  is_treasury      boolean     NOT NULL,
  -- Whether its contract was asked about it when it came into the books.
  is_opened        boolean     NOT NULL,
  -- What it held when the books began, less the transfers that were known then.
  opening_minor    numeric(79) NOT NULL,
  -- The opening and all transfers since.
  explained_minor  numeric(79) NOT NULL,
  moved_height     bigint      NOT NULL,
  balance_minor    numeric(78) NOT NULL CHECK (balance_minor >= 0),
  balance_height   bigint      NOT NULL,
  PRIMARY KEY (network, token, address)
) WITH (fillfactor = 80);
CREATE INDEX treasury_holding_filled ON treasury_holding (network)
  WHERE explained_minor <> 0 OR is_treasury;
CREATE INDEX treasury_holding_differing ON treasury_holding (network)
  WHERE is_opened AND balance_height >= moved_height AND balance_minor <> explained_minor;

-- Every transfer of a configured token in or out of an address of the platform, in a final block.
CREATE TABLE treasury_transfer (
  network           text        NOT NULL REFERENCES treasury_book (network),
  transaction_hash  text        NOT NULL,
  log_index         bigint      NOT NULL,
  token             text        NOT NULL,
  currency          text        NOT NULL,
  sender            text        NOT NULL,
  recipient         text        NOT NULL,
  amount_minor      numeric(78) NOT NULL CHECK (amount_minor > 0 AND amount_minor <> 'NaN'),
  block_height      bigint      NOT NULL,
  block_hash        text        NOT NULL,
  is_outgoing       boolean     NOT NULL,
  is_incoming       boolean     NOT NULL,
  -- The nonces of authorisations that its sender used in the same transaction, with this token.
  nonces            text[]      NOT NULL,
  -- What it belongs to: nothing, until that is known.
  kind              text        CHECK (kind IN ('deposit', 'sweep', 'payout', 'movement')),
  subject           text,
  examined_at       timestamptz,
  PRIMARY KEY (network, transaction_hash, log_index),
  CHECK (is_outgoing OR is_incoming),
  CHECK ((kind IS NULL) = (subject IS NULL))
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX treasury_transfer_subject ON treasury_transfer (kind, subject)
  WHERE kind IS NOT NULL;
CREATE INDEX treasury_transfer_unmatched ON treasury_transfer (network, examined_at)
  WHERE kind IS NULL;
CREATE INDEX treasury_transfer_block ON treasury_transfer (network, block_height);

CREATE INDEX payout_settled ON payout (network, block_height) WHERE step = 'settled';

CREATE INDEX chain_transfer_final ON chain_transfer (network, block_height)
  WHERE state = 'final';

-- What an operator has moved, and with what the books began; each row has a MAC.
CREATE TABLE treasury_movement (
  id                text        PRIMARY KEY,
  kind              text        NOT NULL
                    CHECK (kind IN ('opening', 'external', 'transit', 'arrival')),
  network           text        NOT NULL,
  currency          text        NOT NULL,
  -- Its transfer; empty for an opening.
  transaction_hash  text        NOT NULL,
  token             text        NOT NULL,
  sender            text        NOT NULL,
  recipient         text        NOT NULL,
  amount_minor      numeric(78) NOT NULL CHECK (amount_minor >= 0 AND amount_minor <> 'NaN'),
  -- By how much it changes what belongs to the operator.
  float_minor       numeric(79) NOT NULL CHECK (float_minor <> 'NaN'),
  -- The movement whose tokens have arrived.
  arrival_of        text        UNIQUE REFERENCES treasury_movement (id),
  note              text        NOT NULL,
  created_at        timestamptz NOT NULL,
  row_mac           bytea       NOT NULL
);
CREATE INDEX treasury_movement_transaction ON treasury_movement (network, transaction_hash);
-- The books of a network begin with one token once.
CREATE UNIQUE INDEX treasury_movement_opening ON treasury_movement (network, token, recipient)
  WHERE kind = 'opening';

-- What is wrong, since when; what an operator sees. A row that is over is kept.
CREATE TABLE treasury_alarm (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         text        NOT NULL,
  -- A network, or all of them.
  scope        text        NOT NULL,
  subject      text        NOT NULL,
  message      text        NOT NULL,
  -- How much is missing or too much; a larger amount raises the alarm again.
  amount_minor numeric(79) NOT NULL,
  raised_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at     timestamptz
);
CREATE UNIQUE INDEX treasury_alarm_open ON treasury_alarm (kind, scope, subject)
  WHERE ended_at IS NULL;

-- A sweep: tokens from a deposit address to the treasury. Its nonce is stored before it is signed.
CREATE TABLE treasury_sweep (
  id             text        PRIMARY KEY,
  network        text        NOT NULL,
  token          text        NOT NULL,
  currency       text        NOT NULL,
  address        text        NOT NULL,
  address_index  bigint      NOT NULL,
  treasury       text        NOT NULL,
  -- The sweeps of an address and token are numbered from 1.
  number         bigint      NOT NULL CHECK (number > 0),
  amount_minor   bigint      NOT NULL CHECK (amount_minor > 0),
  nonce          text        NOT NULL UNIQUE,
  valid_before   bigint      NOT NULL,
  -- How often it was handed to the relayers.
  attempts       bigint      NOT NULL,
  state          text        NOT NULL CHECK (state IN ('open', 'done', 'expired')),
  problem        text,
  transaction_hash text,
  created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at       timestamptz,
  UNIQUE (network, token, address, number),
  CHECK ((state = 'open') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX treasury_sweep_open ON treasury_sweep (network, token, address)
  WHERE state = 'open';

-- What a broken finality has taken away, once an operator has resumed the network.
CREATE TABLE treasury_loss (
  kind          text        NOT NULL CHECK (kind IN ('deposit', 'payout')),
  subject       text        NOT NULL,
  network       text        NOT NULL,
  transaction_hash text     NOT NULL,
  currency      text        NOT NULL,
  amount_minor  numeric(78) NOT NULL CHECK (amount_minor > 0 AND amount_minor <> 'NaN'),
  created_at    timestamptz NOT NULL,
  row_mac       bytea       NOT NULL,
  PRIMARY KEY (kind, subject)
);

-- Which addresses are new: a row is committed with a transaction ID that is not below the oldest
-- one of an earlier snapshot, unless that snapshot contains it.
ALTER TABLE deposit_address ADD COLUMN added_by xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX deposit_address_added ON deposit_address (network, added_by);
