-- Transfers to our addresses that are not credited: of tokens that are not configured, of native
-- coin, and of more than an amount can be. The newest of each network are kept.
CREATE TABLE stray_transfer (
  network           text          NOT NULL,
  kind              text          NOT NULL CHECK (kind IN ('unknown_token', 'native_coin')),
  -- The transaction and the log index; the address and the height where only a balance has
  -- shown it.
  place             text          NOT NULL,
  transaction_hash  text,
  log_index         bigint,
  sender            text,
  recipient         text          NOT NULL,
  -- Contract of the token; null for native coin.
  token             text,
  -- In the smallest unit of the token or coin.
  amount            numeric(78,0) NOT NULL CHECK (amount > 0),
  block_height      bigint        NOT NULL,
  seen_at           timestamptz   NOT NULL,
  PRIMARY KEY (network, kind, place)
);
CREATE INDEX stray_transfer_seen ON stray_transfer (seen_at);
CREATE INDEX stray_transfer_of_network ON stray_transfer (network, seen_at);
CREATE INDEX stray_transfer_to ON stray_transfer (recipient, network, seen_at);

-- Native coin that a contract sends is in no transaction's value and in no log. It is found by the
-- balances of our addresses, of which some are read at each final block.
CREATE TABLE native_balance (
  network       text          NOT NULL,
  address       text          NOT NULL,
  wei           numeric(78,0) NOT NULL,
  block_height  bigint        NOT NULL,
  PRIMARY KEY (network, address)
);

-- The version before writes to unknown_transfer, and nothing reads it any more.
COMMENT ON TABLE unknown_transfer IS 'replaced by stray_transfer';
INSERT INTO stray_transfer
  (network, kind, place, transaction_hash, log_index, sender, recipient, token, amount,
   block_height, seen_at)
SELECT network, 'unknown_token', transaction_hash || '/' || log_index, transaction_hash, log_index,
  sender, address, token, amount::numeric, 0, seen_at
FROM unknown_transfer
WHERE environment = 'live' AND amount ~ '^[1-9][0-9]{0,77}$'
  AND transaction_hash ~ '^0x[0-9a-f]{64}$'
ON CONFLICT DO NOTHING;

-- Whether a transfer was final when finality was broken: mined again at another place in its block,
-- it is still the same transfer, and is not booked twice.
ALTER TABLE chain_transfer ADD COLUMN was_final boolean NOT NULL DEFAULT false;
