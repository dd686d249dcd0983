-- Names of keys from before names had a rule (spaces folded, nothing invisible) are compared as
-- they are shown, which SQL cannot do: these few are read whole. The condition is that of
-- KeyStore.named.
CREATE INDEX api_key_name_to_compare ON api_key (account_id, environment)
  WHERE state = 'active' AND name COLLATE "C" !~ '^[!-~]+( [!-~]+)*$';
