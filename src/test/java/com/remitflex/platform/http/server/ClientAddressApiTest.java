package com.remitflex.platform.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a trusted proxy a client is the same in every spelling, and never the proxy. */
class ClientAddressApiTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_TRUSTED_PROXIES", "127.0.0.1",
              "REMITFLEX_UNAUTHORIZED_PER_MINUTE", "5"));

  private final String account = server.newAccount();
  private final ApiClient admin =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
  private final IssuedKey key = server.newKey(account, Environment.SANDBOX, Scope.READ);
  private final ApiClient client = server.client(key.secret());
  private final String path = "/v1/api-keys/" + key.key().id();

  private static int status(ApiClient by, String forwardedFor) {
    var request = by.request("/v1/balances").GET().header("X-Forwarded-For", forwardedFor);
    return by.send(request).status();
  }

  private JsonNode requests(String ip) {
    return admin.get(path + "/requests?ip=" + ip).json().path("data");
  }

  @Test
  void oneAddressInSeveralSpellingsIsOne() {
    status(client, "2001:db8::7");
    status(client, "2001:DB8:0:0:0:0:0:7");
    status(client, "[2001:db8::0007]:443");
    status(client, "203.0.113.7");
    status(client, "::ffff:203.0.113.7");
    Await.until("all are recorded", () -> requests("2001:db8::7").size() == 3);

    assertThat(requests("2001:DB8:0::7")).hasSize(3);
    assertThat(requests("2001:db8:0:0:0:0:0:7").findValuesAsText("ip")).containsOnly("2001:db8::7");
    Await.until("all are recorded", () -> requests("::ffff:203.0.113.7").size() == 2);
    assertThat(requests("203.0.113.7").findValuesAsText("ip")).containsOnly("203.0.113.7");
    server.countNow();
    JsonNode totals = admin.get(path + "/usage").json().path("totals");
    assertThat(totals.path("distinct_ips").asInt()).isEqualTo(2);
  }

  @Test
  void whatWasStoredInAnotherSpellingIsFound() {
    for (String stored :
        new String[] {"2001:db8:0:0:0:0:0:9", "2001:DB8::9", "::ffff:203.0.113.9"}) {
      server
          .database()
          .use(handle ->
              handle.execute(
                  """
                  INSERT INTO request_log (account_id, environment, key_id, at, number, id, method,
                    path, route, status, latency_micros, ip)
                  VALUES (?, 'sandbox', ?, clock_timestamp(), 1, 'req_1', 'GET', '/', '/', 200, 1,
                    ?)
                  """,
                  account,
                  key.key().id(),
                  stored));
    }

    assertThat(requests("2001:db8::9")).hasSize(2);
    assertThat(requests("203.0.113.9")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "garbage", "198.51.100.9, garbage", "_hidden", ","})
  void anUnreadableHopIsRecordedAsUnknown(String forwardedFor) {
    status(client, forwardedFor);

    Await.until("it is recorded", () -> requests("unknown").size() == 1);
    assertThat(requests("127.0.0.1")).isEmpty();
  }

  /** Each address once: only together they are over the limit, also when a minute ends between. */
  private static boolean areLimitedTogether(IntFunction<String> forwardedFor) {
    ApiClient nobody = server.client("nonsense");
    return IntStream.range(0, 20).anyMatch(i -> status(nobody, forwardedFor.apply(i)) == 429);
  }

  @Test
  void answers401CountPerClientHoweverItIsSpelled() {
    assertThat(areLimitedTogether(i -> "garbage " + i)).as("unknown clients").isTrue();
    assertThat(areLimitedTogether(i -> "[2001:DB8:1:0::" + i + "]:80")).as("one /64").isTrue();
    assertThat(areLimitedTogether(i -> "198.51.100.77:" + (4000 + i))).as("ports").isTrue();

    ApiClient nobody = server.client("nonsense");
    assertThat(status(nobody, "203.0.113.20")).isEqualTo(401);
    assertThat(nobody.get("/v1/balances").status()).as("the proxy itself").isEqualTo(401);
  }

  @Test
  void guessesOfUnknownClientsLockOutNoOneElse() {
    TestPerson owner = server.newPerson(account, "owner");
    for (int i = 0; i < 6; i++) {
      signIn(owner.email(), "guess " + i, "garbage " + i);
    }

    assertThat(signIn(owner.email(), owner.password(), "unknown").text())
        .contains("Too many attempts");
    assertThat(signIn(owner.email(), owner.password(), "203.0.113.30:4711").status())
        .isEqualTo(303);
    assertThat(signInFromTheProxy(owner).status()).isEqualTo(303);
  }

  private static PageClient.Answer signIn(String email, String password, String forwardedFor) {
    PageClient browser = server.browser();
    browser.get("/dashboard/sign-in");
    var fields = Map.of("email", email, "password", password, "csrf", browser.csrf());
    return browser.send(
        browser.form("/dashboard/sign-in", fields).header("X-Forwarded-For", forwardedFor));
  }

  private static PageClient.Answer signInFromTheProxy(TestPerson person) {
    PageClient browser = server.browser();
    browser.get("/dashboard/sign-in");
    return browser.post(
        "/dashboard/sign-in", Map.of("email", person.email(), "password", person.password()));
  }
}
