-- What sandbox requests have asked for their events: that webhooks arrive twice, or in another
-- order.
CREATE TABLE simulated_event (
  account_id   text        NOT NULL,
  environment  text        NOT NULL CHECK (environment = 'sandbox'),
  -- The object that the event is about: later events about it are concerned too.
  subject      text        NOT NULL,
  seq          bigint      NOT NULL,
  is_twice     boolean     NOT NULL,
  is_late      boolean     NOT NULL,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (account_id, environment, subject, seq)
);

-- Whether the delivery is made once more when it has arrived; only in the sandbox.
ALTER TABLE webhook_delivery ADD COLUMN repeats boolean;
