-- E-mail to be sent, written together with what caused it. A mail that is given up is due never.

CREATE TABLE mail (
  id          text        PRIMARY KEY,
  account_id  text        NOT NULL REFERENCES account (id),
  recipient   text        NOT NULL CHECK (recipient !~ '[[:cntrl:]]'),
  subject     text        NOT NULL CHECK (subject !~ '[[:cntrl:]]'),
  body        text        NOT NULL,
  due_at      timestamptz NOT NULL,
  attempts    bigint      NOT NULL DEFAULT 0,
  sent_at     timestamptz,
  created_at  timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX mail_due ON mail (due_at) WHERE sent_at IS NULL;
