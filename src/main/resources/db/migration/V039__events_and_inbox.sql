-- The events of one type. Those types that every payment emits are left out: there are so many of
-- them that a search by number finds the next one nearby, and a payment writes no entry here.
CREATE INDEX event_type ON event (account_id, environment, type, seq)
  WHERE type NOT IN ('payment.created', 'payment.processing', 'payment.settled',
                     'payment.delivered');

-- The inbox of a sandbox, in which webhooks can be looked at without a server of one's own. Its row
-- counts what arrives in a minute, and numbers the messages.
CREATE TABLE inbox (
  account_id   text        PRIMARY KEY,
  next_number  bigint      NOT NULL,
  minute       timestamptz NOT NULL,
  in_minute    integer     NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE inbox_message (
  account_id   text        NOT NULL,
  number       bigint      NOT NULL,
  id           text        NOT NULL,
  received_at  timestamptz NOT NULL,
  event_id     text,
  event_type   text,
  bytes        integer     NOT NULL,
  headers      json        NOT NULL,
  body         text        NOT NULL,
  signatures   json        NOT NULL,
  PRIMARY KEY (account_id, number)
);
CREATE UNIQUE INDEX inbox_message_id ON inbox_message (id);
CREATE INDEX inbox_message_received ON inbox_message USING brin (received_at);
