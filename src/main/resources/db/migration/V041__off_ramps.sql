-- An off-ramp is a payment of another kind: the same statuses, steps, queues and ledger paths. A
-- node of the version before, which runs until an upgrade is complete, shows it as a payment.
ALTER TABLE payment
  ADD COLUMN kind            text NOT NULL DEFAULT 'payment',
  -- The bank account to which an off-ramp goes.
  ADD COLUMN bank_account    json,
  ADD COLUMN quote_id        text,
  -- Whether its settlement was posted as an exchange of two currencies: a refund must reverse it.
  -- The version before moves only the currency that is sent.
  ADD COLUMN exchanged       boolean NOT NULL DEFAULT false,
  -- What the recipient's bank sent back, in the currency that arrived there, and why.
  ADD COLUMN returned_amount bigint,
  ADD COLUMN return_code     text,
  ADD COLUMN return_text     text,
  DROP CONSTRAINT payment_status_check,
  DROP CONSTRAINT payment_receiver,
  -- Not validated, as in V032: the rows that exist satisfy the constraints that these replace.
  ADD CONSTRAINT payment_kind CHECK (kind IN ('payment', 'off_ramp')) NOT VALID,
  ADD CONSTRAINT payment_status
    CHECK (status IN ('pending', 'compliance_review', 'processing', 'settled', 'delivered',
                      'returned', 'failed', 'cancelled')) NOT VALID,
  ADD CONSTRAINT payment_receiver
    CHECK (num_nonnulls(recipient, destination, wallet, bank_account) = 1) NOT VALID,
  ADD CONSTRAINT payment_returned
    CHECK ((status = 'returned') = (returned_amount IS NOT NULL)
       AND (returned_amount IS NULL) = (return_code IS NULL)
       AND returned_amount BETWEEN 1 AND converted_amount) NOT VALID;

-- The off-ramps of an account in order. Payments of the same account are not in it, so that neither
-- list reads the other's rows.
CREATE INDEX payment_off_ramp ON payment (account_id, environment, created_at, number)
  WHERE kind = 'off_ramp';

-- The number of an account's last off-ramp. A payment takes the number of its first event, but the
-- creation of an off-ramp emits none.
CREATE TABLE off_ramp_number (
  account_id  text   NOT NULL,
  environment text   NOT NULL,
  last        bigint NOT NULL CHECK (last > 0),
  PRIMARY KEY (account_id, environment)
) WITH (fillfactor = 50);

-- Off-ramps use no corridor. They are counted as if they had one of their own, because a node of
-- the version before inserts counts by these columns.
CREATE OR REPLACE FUNCTION count_inserted_payments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO payment_hour_count AS c
  SELECT account_id, environment, date_trunc('hour', created_at, 'UTC'), status, currency,
         CASE kind WHEN 'off_ramp' THEN 'off-ramp' ELSE coalesce(corridor, '') END, count(*)
  FROM inserted GROUP BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (account_id, environment, hour, status, currency, corridor)
  DO UPDATE SET payments = c.payments + excluded.payments;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION count_updated_payments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO payment_hour_count AS c
  SELECT account_id, environment, date_trunc('hour', created_at, 'UTC'), status, currency,
         CASE kind WHEN 'off_ramp' THEN 'off-ramp' ELSE coalesce(corridor, '') END, sum(payments)
  FROM (
    SELECT account_id, environment, created_at, status, currency, kind, corridor, 1 AS payments
    FROM after_update
    UNION ALL
    SELECT account_id, environment, created_at, status, currency, kind, corridor, -1
    FROM before_update) AS changed
  GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(payments) <> 0
  ON CONFLICT (account_id, environment, hour, status, currency, corridor)
  DO UPDATE SET payments = c.payments + excluded.payments;
  RETURN NULL;
END $$;
