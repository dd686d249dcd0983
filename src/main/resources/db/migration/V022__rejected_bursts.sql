-- A row with a summary stands for many rejected requests of a key, of one reason and second:
-- {"requests": 812, "distinct_ips": 3, "addresses": {"203.0.113.7": 800, ...}}.
ALTER TABLE request_log ADD COLUMN summary jsonb;

-- Requests that were answered and counted, but are not in the history.
ALTER TABLE key_usage ADD COLUMN not_recorded bigint NOT NULL DEFAULT 0;
