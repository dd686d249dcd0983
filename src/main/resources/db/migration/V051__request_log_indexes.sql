-- The indexes of the history begin with a hash of the text that selects a range (decision 0067). A
-- number is compared faster than a text, as is what follows it, and an entry is a third as long.
-- Queries compare the hash and the text.
DROP INDEX request_log_key;
CREATE INDEX request_log_key ON request_log (hashtextextended(key_id, 0), at, number);
DROP INDEX request_log_account;
CREATE INDEX request_log_account ON request_log
  (hashtextextended(account_id, hashtextextended(environment, 0)), at, number);
