-- What was done to an account and its keys, by whom and from where: a chain of hashes for each
-- account. The head holds the chain's end under a seal that only the pepper can make.

CREATE TABLE audit_entry (
  account_id     text        NOT NULL REFERENCES account (id),
  seq            bigint      NOT NULL CHECK (seq > 0),
  -- Absent when it is about the account as a whole.
  environment    text        CHECK (environment IN ('live', 'sandbox')),
  created_at     timestamptz NOT NULL,
  actor          text        NOT NULL CHECK (actor IN ('api_key', 'operator', 'platform', 'user')),
  actor_id       text,
  action         text        NOT NULL,
  subject        text        NOT NULL,
  ip             text,
  user_agent     text,
  request_id     text,
  details        json        NOT NULL,
  previous_hash  bytea       NOT NULL CHECK (length(previous_hash) = 32),
  hash           bytea       NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (account_id, seq)
);
-- created_at never goes back within an account, so that this is also the order of seq.
CREATE INDEX audit_entry_created ON audit_entry (account_id, created_at, seq);
CREATE INDEX audit_entry_subject ON audit_entry (account_id, subject, created_at, seq);

CREATE TRIGGER audit_entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Without a seal until the first entry: SQL does not know the pepper.
CREATE TABLE audit_head (
  account_id  text        PRIMARY KEY REFERENCES account (id),
  seq         bigint      NOT NULL DEFAULT 0,
  hash        bytea       NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
  created_at  timestamptz NOT NULL DEFAULT 'epoch',
  seal        bytea       NOT NULL DEFAULT ''
) WITH (fillfactor = 50);

INSERT INTO audit_head (account_id) SELECT id FROM account;

-- A node of the version before opens accounts too, and knows nothing of this table.
CREATE FUNCTION begin_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_head (account_id) VALUES (NEW.id);
  RETURN NULL;
END $$;

CREATE TRIGGER account_begins_audit AFTER INSERT ON account
  FOR EACH ROW EXECUTE FUNCTION begin_audit();
