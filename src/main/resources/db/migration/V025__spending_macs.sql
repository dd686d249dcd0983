-- A MAC under the pepper over every column of the money limits (decision 0021). Empty only in
-- rows of the version before: those that still count are signed in this migration's transaction.
ALTER TABLE key_spending     ADD COLUMN row_mac bytea;
ALTER TABLE payment_spending ADD COLUMN row_mac bytea;
