-- Pages of keys, those of one state in the order of creation.
CREATE INDEX api_key_state
  ON api_key (account_id, environment, state, created_at, number, id);

-- The history of an account, however many keys it has.
CREATE INDEX request_log_account ON request_log (account_id, environment, at, number);
