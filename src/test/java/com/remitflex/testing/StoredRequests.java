package com.remitflex.testing;

import com.remitflex.features.apikeys.ApiKey;

/** A history of requests that were never sent, written past the server. */
public final class StoredRequests {
  private StoredRequests() {}

  /** So many requests with this key, of an hour ago, ten a second. */
  public static void of(TestServer server, ApiKey key, int count) {
    server
        .database()
        .use(handle ->
            handle.execute(
                """
                INSERT INTO request_log (account_id, environment, key_id, at, number, id, method,
                  path, route, status, latency_micros, ip)
                SELECT ?, ?, ?, date_trunc('second', clock_timestamp())
                  - make_interval(secs => 3600 - i / 10), i, 'req_' || i, 'GET', '/v1/balances',
                  '/v1/balances', 200, 1, '127.0.0.1'
                FROM generate_series(1, ?) AS i
                """,
                key.accountId(),
                key.environment().word(),
                key.id(),
                count));
  }
}
