-- In which hours of a day of UTC a key has requests with a value: a status, a class of statuses, a
-- method, a route, an error code, an address. A search for what is rare reads only those hours, and
-- a search for what is absent reads none. Bit n of `hours` is hour n. It is written in the
-- transaction of the requests, but only if it lacks something, which is seldom: a request pays
-- next to nothing, while an index of PostgreSQL for each column would cost more than the row.
CREATE TABLE request_index (
  account_id   text         NOT NULL,
  environment  text         NOT NULL,
  key_id       text         NOT NULL,
  day          timestamptz  NOT NULL,
  field        text         NOT NULL,
  value        text         NOT NULL,
  hours        int          NOT NULL,
  PRIMARY KEY (account_id, field, value, key_id, day)
) PARTITION BY RANGE (day);

-- Whether the request is in the index. Requests of earlier versions, which may run beside this one
-- during an upgrade, are not: a search reads each day that has such requests as a whole.
ALTER TABLE request_log ADD COLUMN indexed boolean NOT NULL DEFAULT false;
CREATE INDEX request_log_not_indexed ON request_log (at) WHERE NOT indexed;

-- Details are found by the time and the number of their request. The new index is a third as large,
-- and each entry is added at its end.
CREATE INDEX request_detail_request ON request_detail (at, number);
DROP INDEX request_detail_key;
