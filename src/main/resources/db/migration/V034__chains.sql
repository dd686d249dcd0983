-- The networks that a server follows. The version changes with each step, so that two nodes that
-- both believe to lead cannot both write one.
CREATE TABLE chain_network (
  name          text PRIMARY KEY,
  chain_id      bigint NOT NULL,
  configured    boolean NOT NULL,
  closed_reason text,
  head_height   bigint,
  head_hash     text,
  final_height  bigint,
  final_hash    text,
  -- Final blocks whose logs have not been read yet, after a downtime.
  gap_from      bigint,
  gap_to        bigint,
  moved_at      timestamptz,
  paused_at     timestamptz,
  pause_reason  text,
  leader        text,
  leader_until  timestamptz,
  version       bigint NOT NULL,
  CHECK (num_nulls(head_height, head_hash, final_height, final_hash) IN (0, 4)),
  CHECK (final_height <= head_height),
  CHECK (num_nulls(gap_from, gap_to) IN (0, 2)),
  CHECK (gap_from <= gap_to AND gap_to <= final_height),
  CHECK ((paused_at IS NULL) = (pause_reason IS NULL))
);

-- The last blocks of the canonical chain, without gaps from the final block to the newest one.
CREATE TABLE chain_block (
  network text NOT NULL REFERENCES chain_network (name),
  height  bigint NOT NULL,
  hash    text NOT NULL,
  parent  text NOT NULL,
  time    bigint NOT NULL,
  PRIMARY KEY (network, height)
);

-- Transfers of tokens to the addresses of this platform.
CREATE TABLE chain_transfer (
  network          text NOT NULL REFERENCES chain_network (name),
  transaction_hash text NOT NULL,
  log_index        bigint NOT NULL,
  token            text NOT NULL,
  currency         text NOT NULL,
  sender           text NOT NULL,
  recipient        text NOT NULL,
  amount_minor     numeric(78) NOT NULL CHECK (amount_minor > 0 AND amount_minor <> 'NaN'),
  block_height     bigint NOT NULL,
  block_hash       text NOT NULL,
  state            text NOT NULL CHECK (state IN ('seen', 'final', 'dropped')),
  -- The state and block that the listener knows.
  reported_state   text,
  reported_block   text,
  created_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (network, transaction_hash, log_index)
);

CREATE INDEX chain_transfer_seen ON chain_transfer (network, block_height) WHERE state = 'seen';

CREATE INDEX chain_transfer_unreported ON chain_transfer (network, block_height, log_index)
  WHERE (reported_state, reported_block) IS DISTINCT FROM (state, block_hash);

-- Transfers that are only counted: of tokens that are not configured, of native coin, of nothing.
CREATE TABLE chain_uncredited (
  network   text NOT NULL REFERENCES chain_network (name),
  kind      text NOT NULL CHECK (kind IN ('unknown_token', 'native_coin', 'zero_value')),
  transfers bigint NOT NULL,
  PRIMARY KEY (network, kind)
);
