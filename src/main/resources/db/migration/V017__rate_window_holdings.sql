-- What each holder (a node, in one of its windows) has been given of a minute, and how much of
-- that it had not spent when it last asked: {"holder": [given, unspent]}. The sum of what is
-- unspent is at most 1% of the limit, so that crashes cannot lose more (decision 0008).
ALTER TABLE rate_window ADD COLUMN held jsonb NOT NULL DEFAULT '{}';

-- Only nodes of the previous version still use these.
ALTER TABLE rate_window ALTER COLUMN portion SET DEFAULT 0;
ALTER TABLE rate_window ALTER COLUMN wanted SET DEFAULT false;
ALTER TABLE rate_window ALTER COLUMN holders SET DEFAULT '{}';
