-- The identity of this platform, from which the nonces of its payouts are derived. It is created
-- once and must never change: a payment would get another nonce, which the token has not seen used.
CREATE TABLE deployment (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  id      text NOT NULL CHECK (id ~ '^0x[0-9a-f]{64}$')
);

-- The relayers: addresses that hold only gas. Each has one line of transactions, worked by one node
-- at a time. The lead saves work; the unique place of a relay in its line protects it.
CREATE TABLE relayer (
  network       text NOT NULL,
  address       text NOT NULL,
  -- The nonce of the next new transaction: this one and all above it are unused.
  next_nonce    bigint NOT NULL CHECK (next_nonce >= 0),
  balance_wei   numeric(78) NOT NULL CHECK (balance_wei >= 0),
  -- Below this balance, the operator is warned.
  low_wei       numeric(78) NOT NULL CHECK (low_wei >= 0),
  waiting       text,
  waiting_since timestamptz,
  leader        text,
  leader_until  timestamptz,
  PRIMARY KEY (network, address)
);

-- Calls that a relayer sends for other parts, each once.
CREATE TABLE relay (
  reference     text PRIMARY KEY,
  sequence      bigint GENERATED ALWAYS AS IDENTITY,
  -- Whose gas it is, for example the ID of a payment.
  subject       text NOT NULL,
  network       text NOT NULL,
  recipient     text NOT NULL,
  data          text NOT NULL,
  -- Rises when the data changes or the relay is withdrawn; each transaction carries one version.
  version       integer NOT NULL DEFAULT 1,
  -- Withdrawn after it had a nonce, which an empty transaction uses up.
  is_void       boolean NOT NULL DEFAULT false,
  state         text NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'assigned', 'sent', 'seen', 'final', 'rejected', 'withdrawn')),
  relayer       text,
  nonce         bigint,
  gas_limit     bigint,
  wants_speed   boolean NOT NULL DEFAULT false,
  mined_hash    text,
  mined_height  bigint,
  mined_block   text,
  mined_ok      boolean,
  mined_call    boolean,
  fee_wei       numeric(78),
  waiting       text,
  waiting_since timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((nonce IS NOT NULL) = (state IN ('assigned', 'sent', 'seen', 'final'))),
  CHECK (nonce IS NULL OR relayer IS NOT NULL AND gas_limit IS NOT NULL),
  CHECK ((state IN ('seen', 'final'))
    = (num_nulls(mined_hash, mined_height, mined_block, mined_ok, mined_call, fee_wei) = 0)),
  CHECK (num_nulls(mined_hash, mined_height, mined_block, mined_ok, mined_call, fee_wei) IN (0, 6))
) WITH (fillfactor = 70);

-- No two relays have one place in a line, whatever two nodes do.
CREATE UNIQUE INDEX relay_nonce ON relay (network, relayer, nonce) WHERE nonce IS NOT NULL;

CREATE INDEX relay_waiting ON relay (network, sequence) WHERE state = 'waiting';

CREATE INDEX relay_in_flight ON relay (network, relayer, nonce)
  WHERE state IN ('assigned', 'sent', 'seen');

CREATE INDEX relay_subject ON relay (subject);

-- What was signed for a relay, stored before it is sent. Those of one nonce replace each other: at
-- most one of them is ever mined.
CREATE TABLE relay_transaction (
  hash            text PRIMARY KEY,
  reference       text NOT NULL REFERENCES relay (reference),
  nonce           bigint NOT NULL,
  version         integer NOT NULL,
  is_void         boolean NOT NULL,
  max_fee_wei     numeric(78) NOT NULL CHECK (max_fee_wei > 0),
  priority_wei    numeric(78) NOT NULL CHECK (priority_wei > 0),
  raw             text NOT NULL,
  -- Height of the newest block when it was signed.
  signed_height   bigint NOT NULL,
  signed_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  sent_at         timestamptz,
  -- No node has accepted it, because its fees are too low.
  is_underpriced  boolean NOT NULL DEFAULT false
);

CREATE INDEX relay_transaction_reference ON relay_transaction (reference);

-- Payments to wallets that a network's rail carries out, by authorisations of EIP-3009. What is to
-- be paid never changes; each step is stored before the next one begins.
CREATE TABLE payout (
  payment_id          text PRIMARY KEY,
  account_id          text NOT NULL,
  network             text NOT NULL,
  chain_id            bigint NOT NULL,
  token               text NOT NULL,
  currency            text NOT NULL,
  amount_minor        bigint NOT NULL CHECK (amount_minor > 0),
  treasury            text NOT NULL,
  recipient           text NOT NULL,
  nonce               text NOT NULL UNIQUE CHECK (nonce ~ '^0x[0-9a-f]{64}$'),
  step                text NOT NULL DEFAULT 'claimed'
    CHECK (step IN ('claimed', 'authorised', 'sent', 'seen', 'settled', 'failed')),
  step_since          timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- How many windows were stored, and when the latest of them ends (Unix seconds). A window is
  -- stored before its authorisation is signed.
  windows             integer NOT NULL DEFAULT 0,
  valid_before        bigint,
  -- The window that the newest relay carries, and the number of that relay.
  relayed_window      integer NOT NULL DEFAULT 0,
  relays              integer NOT NULL DEFAULT 0,
  -- Why it can probably not be paid: no window is added after the latest one.
  objection           text,
  cancel_requested_at timestamptz,
  transaction_hash    text,
  block_height        bigint,
  -- What shows that it is settled or unpaid.
  proof               text,
  waiting             text,
  waiting_since       timestamptz,
  created_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((windows > 0) = (valid_before IS NOT NULL)),
  CHECK (windows > 0 OR step IN ('claimed', 'settled', 'failed')),
  CHECK ((step IN ('settled', 'failed')) = (proof IS NOT NULL)),
  CHECK (step <> 'settled' OR num_nulls(transaction_hash, block_height) = 0),
  CHECK ((waiting IS NULL) = (waiting_since IS NULL))
) WITH (fillfactor = 70);

CREATE INDEX payout_open ON payout (network, currency, created_at)
  WHERE step NOT IN ('settled', 'failed');
