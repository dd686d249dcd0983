-- What an account wants to be told of the use of all its keys; a key's own setting comes on top.
CREATE TABLE account_alert_setting (
  account_id    text     NOT NULL,
  environment   text     NOT NULL,
  muted         text     NOT NULL,
  silence_days  bigint   NOT NULL CHECK (silence_days BETWEEN 1 AND 365),
  email         boolean  NOT NULL,
  PRIMARY KEY (account_id, environment),
  FOREIGN KEY (account_id, environment) REFERENCES account_head (account_id, environment)
);

-- Whether a key's silence_days is its own, or was the account's when the row was written.
ALTER TABLE alert_setting ADD COLUMN own_silence boolean NOT NULL DEFAULT true;
