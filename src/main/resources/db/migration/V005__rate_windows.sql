-- One key's requests in one minute of database time (minutes since 1970). What a node has taken
-- and not spent is no longer in `remaining`, and the node is among the holders.
CREATE TABLE rate_window (
  minute     bigint  NOT NULL,
  key_id     text    NOT NULL,
  requests   bigint  NOT NULL CHECK (requests > 0),
  remaining  bigint  NOT NULL CHECK (remaining BETWEEN 0 AND requests),
  -- What the last one who asked was given.
  portion    bigint  NOT NULL,
  -- Whether someone asked for more than there was: the holders give back what they have.
  wanted     boolean NOT NULL,
  holders    text[]  NOT NULL,
  PRIMARY KEY (minute, key_id)
) WITH (fillfactor = 50);
CREATE INDEX rate_window_wanted ON rate_window (minute) WHERE wanted;
