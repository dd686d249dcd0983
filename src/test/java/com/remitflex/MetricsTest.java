package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.Scrape;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The values at `/metrics`, after the requests of a test. */
@Tag("slow")
class MetricsTest {
  private static final String REQUESTS = "remitflex_http_requests_seconds_count";
  private static final String PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0"));

  private static Scrape scrape() {
    return Scrape.of(server.managementPort());
  }

  /** Waits until a counter has grown by so much since a scrape. */
  private static void grows(Scrape since, int by, String name, String... labels) {
    double before = since.value(name, labels);
    Scrape.until(
        name + " " + List.of(labels) + " grows by " + by + " from " + before,
        server.managementPort(),
        now -> now.value(name, labels) == before + by);
  }

  @Test
  void requestsAreCountedByRouteStatusScopeAndEnvironment() {
    String account = server.newVerifiedAccount();
    ApiClient reader = server.client(server.newKey(account, Environment.LIVE, Scope.READ).secret());
    Scrape before = scrape();

    reader.get("/v1/payments?limit=1");
    reader.get("/v1/payments/pmt_none");
    reader.send(reader.request("/v1/balances").method("HEAD", BodyPublishers.noBody()));
    reader.post("/v1/payments", PAYMENT);
    new ApiClient(server.port(), "none").get("/v1/balances");
    server.browser().get("/dashboard/sign-in");

    String[] caller = {"scope=\"read\"", "environment=\"live\""};
    grows(before, 1, REQUESTS, label("GET", "/v1/payments", "2xx", caller));
    grows(before, 1, REQUESTS, label("GET", "/v1/payments/{id}", "4xx", caller));
    grows(before, 1, REQUESTS, label("GET", "/v1/balances", "2xx", caller));
    grows(before, 1, REQUESTS, label("POST", "/v1/payments", "4xx", caller));
    String[] nobody = {"scope=\"none\"", "environment=\"none\""};
    grows(before, 1, REQUESTS, label("GET", "/v1/balances", "4xx", nobody));
    grows(before, 1, REQUESTS, label("any", "/dashboard", "2xx", nobody));
    grows(before, 1, "remitflex_http_errors_total", "code=\"INSUFFICIENT_PERMISSIONS\"");
    grows(before, 4, "remitflex_key_checks_total", "outcome=\"accepted\"");
  }

  private static String[] label(String method, String route, String status, String[] caller) {
    return new String[] {
      "method=\"" + method + "\"",
      "route=\"" + route + "\"",
      "status=\"" + status + "\"",
      caller[0],
      caller[1]
    };
  }

  @Test
  void theHistogramHasEachRequestOnce() {
    server.newClient(Scope.READ).get("/v1/balances");

    Scrape scrape =
        Scrape.until("a request", server.managementPort(), one -> one.value(REQUESTS) > 0);

    assertThat(scrape.value("remitflex_http_requests_seconds_bucket", "le=\"+Inf\""))
        .isEqualTo(scrape.value(REQUESTS));
    assertThat(scrape.value("remitflex_http_requests_seconds_bucket", "le=\"10.0\""))
        .isEqualTo(scrape.value(REQUESTS));
  }

  @Test
  void checksOfKeysAreCountedByOutcome() {
    IssuedKey revoked = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ);
    server.keys().revoke(revoked.key().id()).orElseThrow();
    String unknown = MintedSecrets.key(unknownKey());
    Scrape before = scrape();

    server.client(revoked.secret()).get("/v1/balances");
    server.client(unknown).get("/v1/balances");
    server.client(unknown.substring(0, unknown.length() - 1) + "!").get("/v1/balances");
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("GET /v1/balances HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();
    }

    for (String outcome : List.of("revoked", "unknown", "malformed", "no_key")) {
      grows(before, 1, "remitflex_key_checks_total", "outcome=\"" + outcome + "\"");
    }
  }

  /** A key of another platform: it has the form and the checksum of a key. */
  private static String unknownKey() {
    return ApiKeyFormat.generate(Environment.SANDBOX);
  }

  @Test
  void paymentsBatchesAndRecordsAreMeasured() {
    ApiClient client = server.newClient(Scope.WRITE);
    Scrape before = scrape();

    client.post("/v1/payments", PAYMENT);

    for (String type : List.of("created", "processing", "settled", "delivered")) {
      grows(
          before,
          1,
          "remitflex_events_total",
          "type=\"payment." + type + "\"",
          "environment=\"sandbox\"");
    }
    double written = before.value("remitflex_request_records_written_total");
    Scrape.until(
        "a request more is in the history; those of other tests may follow",
        server.managementPort(),
        one -> one.value("remitflex_request_records_written_total") > written);
    Scrape after =
        Scrape.until(
            "the payment is delivered in the sum",
            server.managementPort(),
            one -> one.value("remitflex_payments", "status=\"delivered\"") > 0);
    assertThat(after.value("remitflex_payments", "environment=\"live\"")).isZero();
    assertThat(after.value("remitflex_payments_overdue")).isZero();
    assertThat(after.value("remitflex_engine_batch_commands_sum"))
        .isGreaterThanOrEqualTo(before.value("remitflex_engine_batch_commands_sum") + 4);
    for (String phase : List.of("connect", "read", "decide", "commit")) {
      assertThat(after.value("remitflex_engine_phase_seconds_count", "phase=\"" + phase + "\""))
          .isPositive();
    }
    assertThat(after.value("remitflex_engine_queue")).isZero();
    assertThat(after.value("remitflex_request_records_dropped_total")).isZero();
  }

  @Test
  void aRevocationIsTimedAndTheLeaseIsHeld() {
    Scrape before = scrape();
    IssuedKey key = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ);
    server.keys().revoke(key.key().id()).orElseThrow();

    grows(before, 1, "remitflex_revocation_lag_seconds_count");
    Scrape after = scrape();
    assertThat(after.value("remitflex_lease_held")).isEqualTo(1);
    assertThat(after.value("remitflex_lease_nodes")).isEqualTo(1);
    assertThat(after.value("remitflex_lease_renewals_seconds_count")).isPositive();
    assertThat(after.value("remitflex_database_up")).isEqualTo(1);
    assertThat(after.value("remitflex_ready")).isEqualTo(1);
  }

  @Test
  void mailIsCounted() {
    Scrape before = scrape();
    String account = server.newAccount();
    String email = server.newPerson(account, "owner").email();

    PageClient browser = server.browser();
    browser.get("/dashboard/forgot");
    browser.post("/dashboard/forgot", Map.of("email", email));

    grows(before, 1, "remitflex_mail_attempts_total", "outcome=\"sent\"");
    Scrape.until(
        "the queue is empty",
        server.managementPort(),
        one -> one.value("remitflex_mail_queue") == 0);
  }

  /** Paths, methods, hosts, keys and user agents are chosen by whoever sends the request. */
  @Test
  void noRequestCanAddASeries() {
    Random random = Seeded.random(MetricsTest.class);
    ApiClient client = server.newClient(Scope.READ);
    List<UnaryOperator<String>> kinds =
        List.of(
            word -> "GET /" + word + "/" + word + " HTTP/1.1\r\nHost: " + word,
            word -> "GET /v1/payments/" + word + "/cancel HTTP/1.1\r\nHost: localhost",
            word -> word.toUpperCase(Locale.ROOT) + " /v1/payments HTTP/1.1\r\nHost: a",
            word -> "PUT /v1/" + word + " HTTP/1.1\r\nHost: localhost\r\nX-" + word + ": " + word,
            word -> "OPTIONS /healthz?" + word + " HTTP/1.1\r\nHost: " + word + ".example.com",
            word -> "GET /docs/" + word + "?" + word + "=1 HTTP/1.1\r\nHost: localhost",
            word -> "GET /v1/%7Bid%7D/" + word + " HTTP/1.1\r\nHost: localhost",
            word -> "GET /dashboard/" + word + "/x HTTP/1.1\r\nHost: localhost");
    int cases = Seeded.cases(3_000, 50_000);
    // The first of each kind creates what there can ever be.
    kinds.forEach(kind -> send(client, kind.apply("aaaaaaaa")));
    Set<String> before = series();

    try (RawConnection with = new RawConnection(server.port());
        RawConnection without = new RawConnection(server.port())) {
      for (int i = 0; i < cases; i++) {
        String word = word(random);
        String head = kinds.get(i % kinds.size()).apply(word);
        String agent = "\r\nUser-Agent: " + word + "\r\nX-Forwarded-For: 192.0.2." + i % 256;
        if (i % 2 == 0) {
          without.send(head + agent + "\r\n\r\n").answer();
        } else {
          with.send(head + agent + authorization(client) + "\r\n\r\n").answer();
        }
      }
    }

    Set<String> added = series();
    added.removeAll(before);
    assertThat(added).isEmpty();
  }

  private static void send(ApiClient client, String head) {
    for (String credentials : List.of("", authorization(client))) {
      try (RawConnection connection = new RawConnection(server.port())) {
        connection.send(head + credentials + "\r\n\r\n").answer();
      }
    }
  }

  private static String authorization(ApiClient client) {
    return "\r\nAuthorization: Bearer " + client.key();
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  /** All series, of scrapes a while apart, without those of the garbage collector. */
  private static Set<String> series() {
    Await.pause(Duration.ofMillis(1_100));
    Set<String> series = new TreeSet<>(scrape().samples().keySet());
    series.removeIf(one -> one.startsWith("remitflex_jvm_gc_"));
    return series;
  }

  @Test
  void nothingNamesAnAccountAKeyOrAPerson() {
    ApiClient client = server.newClient(Scope.ADMIN);
    client.get("/v1/api-keys/current");
    client.post("/v1/payments", PAYMENT);
    client.get("/v1/payments/" + client.key());

    String text =
        Scrape.until("some requests", server.managementPort(), one -> one.value(REQUESTS) > 2)
            .text();

    assertThat(text)
        .doesNotContainPattern("\\b(acc|key|pmt|req|usr|node|evt|txn)_[0-9A-Z]{6}")
        .doesNotContain("rf_", "@", "127.0.0.1");
    assertThat(text.lines().filter(line -> !line.startsWith("#")))
        .allMatch(line -> line.startsWith("remitflex_"));
  }
}
