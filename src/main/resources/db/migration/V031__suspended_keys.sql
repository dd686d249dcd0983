-- A key that is suspended after a restore, until an operator confirms it: it may have been revoked
-- since the backup. The row MAC covers the time; without one it covers what it covered before.
ALTER TABLE api_key ADD COLUMN suspended_at timestamptz;

-- To count and list suspended keys, of which there are usually none.
CREATE INDEX api_key_suspended ON api_key (id) WHERE suspended_at IS NOT NULL;
