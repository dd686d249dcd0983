-- A MAC under the pepper over every row that lets someone in or says what they may do (decision
-- 0018). Empty only in rows of the version before, which are signed in this migration's
-- transaction.

ALTER TABLE app_user       ADD COLUMN row_mac bytea;
ALTER TABLE account_member ADD COLUMN row_mac bytea;
ALTER TABLE user_session   ADD COLUMN row_mac bytea;
ALTER TABLE passkey        ADD COLUMN row_mac bytea;
ALTER TABLE person_link    ADD COLUMN row_mac bytea;
