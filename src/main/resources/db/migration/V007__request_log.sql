-- Every request of a key, by days of UTC; a day is dropped whole when it is old. The server makes
-- the partitions. `number` is of the request's id, and tells apart what came in one millisecond.
CREATE TABLE request_log (
  account_id       text        NOT NULL,
  environment      text        NOT NULL,
  key_id           text        NOT NULL,
  at               timestamptz NOT NULL,
  number           bigint      NOT NULL,
  id               text        NOT NULL,
  method           text        NOT NULL,
  path             text        NOT NULL,
  route            text        NOT NULL,
  status           bigint      NOT NULL,
  error_code       text,
  latency_micros   bigint      NOT NULL,
  ip               text        NOT NULL,
  user_agent       text,
  idempotency_key  text,
  refused_by       text,
  refusal_detail   text
) PARTITION BY RANGE (at);
CREATE INDEX request_log_key ON request_log (account_id, key_id, at, number);

-- What more is kept of writes and errors: headers of a short list, and masked bodies.
CREATE TABLE request_detail (
  account_id     text        NOT NULL,
  key_id         text        NOT NULL,
  at             timestamptz NOT NULL,
  number         bigint      NOT NULL,
  headers        json        NOT NULL,
  request_body   text        NOT NULL,
  response_body  text        NOT NULL
) PARTITION BY RANGE (at);
CREATE INDEX request_detail_key ON request_detail (account_id, key_id, at, number);
