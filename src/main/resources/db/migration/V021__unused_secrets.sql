-- Keys whose newest secret was never used: an older one may roll them once more, since the
-- response to the roll may be lost. Deleted by the first use, before that request is answered.
-- Without a valid row the newest secret counts as used.
CREATE TABLE unused_secret (
  key_id           text   PRIMARY KEY REFERENCES api_key (id),
  -- The key's newest secret when the row was written.
  generation       bigint NOT NULL,
  -- The newest secret that was used.
  used_generation  bigint NOT NULL,
  row_mac          bytea  NOT NULL
) WITH (fillfactor = 50);
