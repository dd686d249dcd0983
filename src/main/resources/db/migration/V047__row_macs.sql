-- A MAC under the pepper over what decides about money: the terms of quotes, saved and default
-- recipients, and what the review rules count. Empty only in rows of the version before: recipients
-- and what rules count are signed in this migration's transaction, and a quote without a MAC, which
-- could be used for 30 seconds, cannot be used.
ALTER TABLE quote             ADD COLUMN row_mac bytea;
ALTER TABLE recipient         ADD COLUMN row_mac bytea;
ALTER TABLE default_recipient ADD COLUMN row_mac bytea;
ALTER TABLE review_velocity   ADD COLUMN row_mac bytea;
ALTER TABLE review_receiver   ADD COLUMN row_mac bytea;
