-- Saved recipients: until now only the default recipients of accounts. A recipient has either a
-- bank account or a wallet. Payments copy what they need, so that a row can change and go.
ALTER TABLE recipient
  ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN wallet text,
  ADD COLUMN updated_at timestamptz,
  ALTER COLUMN account_number DROP NOT NULL,
  ALTER COLUMN bank_code DROP NOT NULL,
  ALTER COLUMN bank_country DROP NOT NULL,
  ADD CONSTRAINT recipient_type CHECK (
    num_nonnulls(account_number, bank_code, bank_country) = CASE WHEN wallet IS NULL THEN 3 ELSE 0 END
    AND (wallet IS NULL OR address IS NULL));
CREATE UNIQUE INDEX recipient_created ON recipient (account_id, environment, created_at, number);

-- Which recipient is the default of an account: a row of its own, which commands write without
-- regard to the order in which recipients are added and deleted.
CREATE TABLE default_recipient (
  account_id    text NOT NULL,
  environment   text NOT NULL,
  recipient_id  text NOT NULL,
  PRIMARY KEY (account_id, environment),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment)
);
INSERT INTO default_recipient
SELECT account_id, environment, id FROM recipient WHERE is_default;
ALTER TABLE recipient DROP COLUMN is_default;

-- How many recipients an account has: what a list's total is made of.
CREATE TABLE recipient_count (
  account_id   text   NOT NULL,
  environment  text   NOT NULL,
  type         text   NOT NULL,
  currency     text   NOT NULL,
  recipients   bigint NOT NULL,
  PRIMARY KEY (account_id, environment, type, currency)
) WITH (fillfactor = 50);

-- Triggers keep the counts, because rows are also written with new accounts. They run once for each
-- statement, and change only rows of accounts whose heads the transaction has locked or created.
CREATE FUNCTION count_recipients() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO recipient_count AS c
    SELECT account_id, environment, CASE WHEN wallet IS NULL THEN 'bank_account' ELSE 'wallet' END,
           currency, count(*)
    FROM added GROUP BY 1, 2, 3, 4
    ON CONFLICT (account_id, environment, type, currency)
    DO UPDATE SET recipients = c.recipients + excluded.recipients;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO recipient_count AS c
    SELECT account_id, environment, CASE WHEN wallet IS NULL THEN 'bank_account' ELSE 'wallet' END,
           currency, -count(*)
    FROM removed GROUP BY 1, 2, 3, 4
    ON CONFLICT (account_id, environment, type, currency)
    DO UPDATE SET recipients = c.recipients + excluded.recipients;
  ELSE
    INSERT INTO recipient_count AS c
    SELECT account_id, environment, CASE WHEN wallet IS NULL THEN 'bank_account' ELSE 'wallet' END,
           currency, sum(recipients)
    FROM (
      SELECT account_id, environment, wallet, currency, 1 AS recipients FROM added
      UNION ALL
      SELECT account_id, environment, wallet, currency, -1 FROM removed) AS changed
    GROUP BY 1, 2, 3, 4 HAVING sum(recipients) <> 0
    ON CONFLICT (account_id, environment, type, currency)
    DO UPDATE SET recipients = c.recipients + excluded.recipients;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER recipient_inserted AFTER INSERT ON recipient
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_recipients();
CREATE TRIGGER recipient_updated AFTER UPDATE ON recipient
  REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_recipients();
CREATE TRIGGER recipient_deleted AFTER DELETE ON recipient
  REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION count_recipients();

INSERT INTO recipient_count
SELECT account_id, environment, 'bank_account', currency, count(*)
FROM recipient GROUP BY 1, 2, 3, 4;

-- Operators change corridors.
ALTER TABLE corridor ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

-- The changes of status that accounts are told of, one event for each account and environment. The
-- number is assigned under a lock, so that none becomes visible late.
CREATE TABLE corridor_change (
  number           bigint      PRIMARY KEY,
  corridor         text        NOT NULL REFERENCES corridor,
  status           text        NOT NULL,
  previous_status  text        NOT NULL,
  reason           text        NOT NULL,
  changed_at       timestamptz NOT NULL,
  -- The last account that has its events; empty before the first.
  done_until       text        NOT NULL DEFAULT '',
  -- Until when a node works on a chunk of it.
  claimed_until    timestamptz,
  ended_at         timestamptz
);
CREATE INDEX corridor_change_open ON corridor_change (number) WHERE ended_at IS NULL;

-- The last change that an account has an event of: written with the event, so that a chunk that is
-- repeated after a crash adds none.
CREATE TABLE corridor_notice (
  account_id   text   NOT NULL,
  environment  text   NOT NULL,
  last_change  bigint NOT NULL,
  PRIMARY KEY (account_id, environment),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment)
) WITH (fillfactor = 50);
