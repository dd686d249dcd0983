-- Until when a worker has claimed a step. A claim used to move due_at, which the index holds: each
-- of the claims in a payment's life made new entries in both indexes. This column is in no index,
-- so that a claim changes only the row.
ALTER TABLE payment_due ADD COLUMN claimed_until timestamptz;

-- As payment_count, by hour of creation: a total over a range that begins or ends in the middle of
-- a day adds hours, and reads payments only of the incomplete hours. With the days alone, it had to
-- read up to two days of payments.
CREATE TABLE payment_hour_count (
  account_id   text        NOT NULL,
  environment  text        NOT NULL,
  hour         timestamptz NOT NULL,
  status       text        NOT NULL,
  currency     text        NOT NULL,
  corridor     text        NOT NULL,
  payments     bigint      NOT NULL,
  PRIMARY KEY (account_id, environment, hour, status, currency, corridor)
) WITH (fillfactor = 50);

-- Triggers keep the hours, because a node of the version before does not know them and may still
-- write payments. They run once for each statement, which is once for each batch of the engine, and
-- change only rows of accounts whose heads the batch has locked.
CREATE FUNCTION count_inserted_payments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO payment_hour_count AS c
  SELECT account_id, environment, date_trunc('hour', created_at, 'UTC'), status, currency,
         coalesce(corridor, ''), count(*)
  FROM inserted GROUP BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (account_id, environment, hour, status, currency, corridor)
  DO UPDATE SET payments = c.payments + excluded.payments;
  RETURN NULL;
END $$;

CREATE FUNCTION count_updated_payments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO payment_hour_count AS c
  SELECT account_id, environment, date_trunc('hour', created_at, 'UTC'), status, currency,
         coalesce(corridor, ''), sum(payments)
  FROM (
    SELECT account_id, environment, created_at, status, currency, corridor, 1 AS payments
    FROM after_update
    UNION ALL
    SELECT account_id, environment, created_at, status, currency, corridor, -1 FROM before_update)
    AS changed
  GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(payments) <> 0
  ON CONFLICT (account_id, environment, hour, status, currency, corridor)
  DO UPDATE SET payments = c.payments + excluded.payments;
  RETURN NULL;
END $$;

-- The triggers first: from here on, the table is locked against writers until the commit.
CREATE TRIGGER payment_inserted AFTER INSERT ON payment
  REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION count_inserted_payments();
CREATE TRIGGER payment_updated AFTER UPDATE ON payment
  REFERENCING OLD TABLE AS before_update NEW TABLE AS after_update
  FOR EACH STATEMENT EXECUTE FUNCTION count_updated_payments();

INSERT INTO payment_hour_count
SELECT account_id, environment, date_trunc('hour', created_at, 'UTC'), status, currency,
       coalesce(corridor, ''), count(*)
FROM payment GROUP BY 1, 2, 3, 4, 5, 6;
