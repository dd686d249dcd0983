-- The lines of the ledger that change what an account has (its available or held balance) are its
-- movements: numbered without a gap per account and currency, each with the balance that it left.
-- The number of movements in any range of times is therefore the difference of two numbers, and the
-- balance at any time is that of the last movement before it: neither needs a sum over the history.
ALTER TABLE transfer
  ADD COLUMN number          bigint,
  ADD COLUMN available_after bigint,
  ADD COLUMN held_after      bigint,
  -- The API key or the person that caused it, or 'operator'; NULL for the platform, and in rows of
  -- earlier versions. Stored only in the lines of the caller's own account.
  ADD COLUMN caused_by       text,
  ADD COLUMN request_id      text,
  ADD CONSTRAINT transfer_place
    CHECK ((number IS NULL) = (available_after IS NULL)
       AND (number IS NULL) = (held_after IS NULL));

ALTER TABLE balance ADD COLUMN movements bigint NOT NULL DEFAULT 0;

-- Numbers the lines of earlier versions, in the order in which they were posted: the IDs of
-- transactions begin with the time.
ALTER TABLE transfer DISABLE TRIGGER transfer_is_append_only;
UPDATE transfer t
SET number = n.number, available_after = n.available_after, held_after = n.held_after
FROM (
  SELECT account_id, environment, transaction_id, leg,
         row_number() OVER line AS number,
         sum(CASE WHEN credit = 'available' THEN amount WHEN debit = 'available' THEN -amount
             ELSE 0 END) OVER line AS available_after,
         sum(CASE WHEN credit = 'held' THEN amount WHEN debit = 'held' THEN -amount
             ELSE 0 END) OVER line AS held_after
  FROM transfer
  WHERE debit IN ('available', 'held') OR credit IN ('available', 'held')
  WINDOW line AS (
    PARTITION BY account_id, environment, currency
    ORDER BY created_at, transaction_id, leg ROWS UNBOUNDED PRECEDING)) n
WHERE t.transaction_id = n.transaction_id AND t.leg = n.leg AND t.account_id = n.account_id
  AND t.environment = n.environment;

-- The deposit of a line, as far as only one can be meant. From now on each line names its deposit.
UPDATE transfer t SET payment_id = d.id
FROM (
  SELECT account_id, environment, currency, amount, credited_at, min(id) AS id
  FROM deposit WHERE status = 'credited' GROUP BY 1, 2, 3, 4, 5 HAVING count(*) = 1) d
WHERE t.reason = 'deposit_credited' AND t.payment_id IS NULL AND t.account_id = d.account_id
  AND t.environment = d.environment AND t.currency = d.currency AND t.amount = d.amount
  AND t.created_at = d.credited_at;
ALTER TABLE transfer ENABLE TRIGGER transfer_is_append_only;

UPDATE balance b SET movements = m.movements
FROM (
  SELECT account_id, environment, currency, count(*) AS movements FROM transfer
  WHERE number IS NOT NULL GROUP BY account_id, environment, currency) m
WHERE b.account_id = m.account_id AND b.environment = m.environment AND b.currency = m.currency;

-- A node of the version before, which runs until an upgrade is complete, inserts lines without a
-- number, after it has written their balance. The lines of one balance are inserted in order, under
-- the lock of the account.
CREATE FUNCTION number_movement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last record;
BEGIN
  UPDATE balance SET movements = movements + 1
  WHERE account_id = NEW.account_id AND environment = NEW.environment AND currency = NEW.currency
  RETURNING movements INTO NEW.number;
  IF NOT FOUND THEN
    RETURN NEW;
  END IF;
  SELECT available_after, held_after INTO last FROM transfer
  WHERE account_id = NEW.account_id AND environment = NEW.environment AND currency = NEW.currency
    AND number IS NOT NULL
  ORDER BY created_at DESC, number DESC LIMIT 1;
  NEW.available_after := coalesce(last.available_after, 0)
    + CASE WHEN NEW.credit = 'available' THEN NEW.amount
           WHEN NEW.debit = 'available' THEN -NEW.amount ELSE 0 END;
  NEW.held_after := coalesce(last.held_after, 0)
    + CASE WHEN NEW.credit = 'held' THEN NEW.amount
           WHEN NEW.debit = 'held' THEN -NEW.amount ELSE 0 END;
  RETURN NEW;
END $$;

CREATE TRIGGER transfer_of_version_before BEFORE INSERT ON transfer
  FOR EACH ROW
  WHEN (NEW.number IS NULL AND (NEW.debit IN ('available', 'held')
                                OR NEW.credit IN ('available', 'held')))
  EXECUTE FUNCTION number_movement();

-- For lists, statements and balances at a time. created_at never goes back within an account, so
-- that this is also the order of number.
CREATE UNIQUE INDEX transfer_movement
  ON transfer (account_id, environment, currency, created_at, number) WHERE number IS NOT NULL;
