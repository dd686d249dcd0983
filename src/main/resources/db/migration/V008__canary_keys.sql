-- Keys that are there to be stolen. Each sees an account of its own, in which there is nothing.

ALTER TABLE account ADD COLUMN is_decoy boolean NOT NULL DEFAULT false;

-- Covered by the row's seal. The account is written in the same transaction.
ALTER TABLE api_key
  ADD COLUMN decoy_account_id text REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED;
