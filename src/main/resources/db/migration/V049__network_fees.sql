-- What a relay was expected to cost when it got its nonce, and the gas of the transaction that was
-- mined for it. Unknown for relays of the version before.
ALTER TABLE relay ADD COLUMN estimate_wei numeric(78) CHECK (estimate_wei >= 0);
ALTER TABLE relay ADD COLUMN gas_used bigint CHECK (gas_used >= 0);
ALTER TABLE relay ADD COLUMN gas_price_wei numeric(78) CHECK (gas_price_wei >= 0);

-- The account of a relayer in the ledger of network fees: what its final transactions have cost.
CREATE TABLE network_fee_account (
  network      text        NOT NULL,
  relayer      text        NOT NULL,
  entries      bigint      NOT NULL CHECK (entries > 0),
  balance_wei  numeric(79) NOT NULL CHECK (balance_wei <> 'NaN'),
  PRIMARY KEY (network, relayer)
);

-- The entries of these accounts, to which lines are only added. They are numbered without a gap,
-- and each has the balance that it left.
CREATE TABLE network_fee (
  network           text        NOT NULL,
  relayer           text        NOT NULL,
  number            bigint      NOT NULL CHECK (number > 0),
  -- The relay, and whose cost it is, for example the ID of a payment.
  reference         text        NOT NULL,
  subject           text        NOT NULL,
  kind              text        NOT NULL
                    CHECK (kind IN ('payout', 'cancellation', 'sweep', 'empty')),
  -- False for the entry that takes another one back, because its block was replaced.
  is_charge         boolean     NOT NULL,
  transaction_hash  text        NOT NULL,
  block_height      bigint      NOT NULL,
  succeeded         boolean     NOT NULL,
  estimate_wei      numeric(78),
  gas_used          bigint,
  gas_price_wei     numeric(78),
  -- Negative in an entry that takes another one back.
  fee_wei           numeric(79) NOT NULL CHECK (fee_wei <> 'NaN'),
  balance_wei       numeric(79) NOT NULL CHECK (balance_wei <> 'NaN'),
  booked_at         timestamptz NOT NULL,
  PRIMARY KEY (network, relayer, number),
  CHECK (is_charge AND fee_wei >= 0 OR NOT is_charge AND fee_wei <= 0)
);
CREATE INDEX network_fee_reference ON network_fee (reference);
CREATE INDEX network_fee_subject ON network_fee (subject);
CREATE INDEX network_fee_booked ON network_fee (booked_at);

CREATE TRIGGER network_fee_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON network_fee
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Books one entry for a relay, in the transaction that makes it final or takes that back.
CREATE FUNCTION book_network_fee(one relay, charges boolean, at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  amount  numeric := CASE WHEN charges THEN one.fee_wei ELSE - one.fee_wei END;
  account network_fee_account;
BEGIN
  INSERT INTO network_fee_account AS a (network, relayer, entries, balance_wei)
  VALUES (one.network, one.relayer, 1, amount)
  ON CONFLICT ON CONSTRAINT network_fee_account_pkey DO UPDATE
  SET entries = a.entries + 1, balance_wei = a.balance_wei + amount
  RETURNING a.* INTO account;
  INSERT INTO network_fee (network, relayer, number, reference, subject, kind, is_charge,
                           transaction_hash, block_height, succeeded, estimate_wei, gas_used,
                           gas_price_wei, fee_wei, balance_wei, booked_at)
  VALUES (one.network, one.relayer, account.entries, one.reference, one.subject,
          CASE WHEN NOT one.mined_call THEN 'empty'
               WHEN one.reference LIKE '%/cancel' THEN 'cancellation'
               WHEN one.reference LIKE 'sweep/%' THEN 'sweep'
               ELSE 'payout' END,
          charges, one.mined_hash, one.mined_height, one.mined_ok, one.estimate_wei,
          one.gas_used, one.gas_price_wei, amount, account.balance_wei, at);
END $$;

-- By a trigger, so that nothing can make a relay final without its fee: the version before, which
-- still runs during an upgrade, books it too.
CREATE FUNCTION book_network_fee_of_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'final' THEN
    PERFORM book_network_fee(OLD, false, clock_timestamp());
  END IF;
  IF NEW.state = 'final' THEN
    PERFORM book_network_fee(NEW, true, clock_timestamp());
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER relay_books_its_fee AFTER UPDATE OF state ON relay
  FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state AND 'final' IN (OLD.state, NEW.state))
  EXECUTE FUNCTION book_network_fee_of_relay();

-- What was final before.
DO $$
DECLARE
  one relay;
BEGIN
  FOR one IN SELECT * FROM relay WHERE state = 'final' ORDER BY waiting_since, sequence LOOP
    PERFORM book_network_fee(one, true, one.waiting_since);
  END LOOP;
END $$;
