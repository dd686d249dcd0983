package com.remitflex.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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
    IssuedKey key = admin(product);
    String account = key.key().accountId();
    try (HttpConnection connection = HttpConnection.open(product.port())) {
      String funds = "{\"amount\":900000000,\"currency\":\"USDC\"}";
      connection.send(new JsonRequest("/v1/sandbox/fund", key.secret(), funds).bytes(), 200);
    }
    sql.execute(USAGE.formatted(key.key().id(), account, payments / days));
    PaymentHistory history =
        new PaymentHistory(PgAddress.of(product.databaseUrl()), account, series, payments, days);
    history.write();
    return new GrowingAccount(history, key, "", new Random(series));
  }

  private static IssuedKey admin(Product product) {
    try (Storage storage = Storage.join(Config.read(product.settings()), line -> {})) {
      KeyStore store = new KeyStore(storage.hasher());
      try (Engine engine = new Engine(storage.database(), new KeyGuard(store)).start()) {
        String account = new AccountOpening(storage.database(), storage.trail()).open("Bench").id();
        return new ApiKeyService(
                storage.database(), engine, store, storage.trail(), ScopeUse::leastPrivilege)
            .create(new HeadId(account, Environment.SANDBOX), NewKey.of(Scope.ADMIN, "admin"))
            .orElseThrow();
      }
    }
  }

  /** The account with the cursor after so many pages, which are read one by one. */
  GrowingAccount turnPages(Product product, int pages, int limit) {
    ObjectMapper json = new ObjectMapper();
    String next = "";
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int page = 1; page <= pages; page++) {
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + product.port() + page(limit, next)))
                .header("Authorization", "Bearer " + key.secret())
                .build();
        String body = client.send(request, BodyHandlers.ofString()).body();
        next = json.readTree(body).path("pagination").path("cursor").asText();
      }
      return new GrowingAccount(history, key, next, random);
    } catch (IOException e) {
      throw new BenchException("The server does not list its payments: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
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
    JsonRequest request = new JsonRequest("/v1/payments", key.secret(), Load.PAYMENT);
    return () -> {
      request.rename();
      return request.bytes();
    };
  }
}
