package com.remitflex.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Supplier;

/**
 * An account with payments of the past, and the requests to it.
 *
 * @param key an admin key
 * @param cursor of a page far from the first one
 */
record GrowingAccount(PaymentHistory history, IssuedKey key, String cursor, Random random) {
  private static final String USAGE =
      """
      INSERT INTO key_usage (key_id, unit, start, account_id, environment, requests, succeeded,
                             client_errors, errors, latencies, addresses, user_agents)
      SELECT '%1$s', 'day', date_trunc('day', clock_timestamp(), 'UTC') - n * interval '1 day',
             '%2$s', 'sandbox', %3$d, %3$d, 0, '{}', decode(repeat('0187a80c', 150), 'hex'),
             sketch.bytes, sketch.bytes
      FROM generate_series(1, 89) n,
           LATERAL (SELECT string_agg(sha256((n || ':' || i)::bytea), ''::bytea) AS bytes
                    FROM generate_series(1, 10) i) sketch
      ON CONFLICT DO NOTHING
      """;

  /** Opens the account, and stores payments and usage of the days before. */
  static GrowingAccount create(Product product, Sql sql, int series, long payments, int days) {
    IssuedKey key = Tenants.issue(product, Scope.ADMIN);
    String account = key.key().accountId();
    Tenants.fund(product, key.secret());
    sql.execute(USAGE.formatted(key.key().id(), account, payments / days));
    PaymentHistory history =
        new PaymentHistory(PgAddress.of(product.databaseUrl()), account, series, payments, days);
    history.write();
    return new GrowingAccount(history, key, "", new Random(series));
  }

  /** The account with the cursor after so many pages, which are read one by one. */
  GrowingAccount turnPages(Product product, int pages, int limit) {
    ObjectMapper json = new ObjectMapper();
    String next = "";
    try (Browser client = Browser.withKey(product, key.secret())) {
      for (int page = 1; page <= pages; page++) {
        byte[] body = client.get(page(limit, next)).body();
        next = json.readTree(body).path("pagination").path("cursor").asText();
      }
      return new GrowingAccount(history, key, next, random);
    } catch (IOException e) {
      throw new BenchException("The server does not list its payments: " + e, e);
    }
  }

  /** The path of a page; with an empty cursor, of the first one. */
  String page(int limit, String from) {
    return "/v1/payments?limit=" + limit + (from.isEmpty() ? "" : "&cursor=" + from);
  }

  byte[] get(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + key.secret()
            + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The number of any of its payments. */
  long number() {
    return 1 + random.nextLong(history.count());
  }

  /** Requests that create payments. */
  Supplier<byte[]> creating() {
    JsonRequest request = Load.payment(key.secret());
    return () -> {
      request.rename();
      return request.bytes();
    };
  }
}
