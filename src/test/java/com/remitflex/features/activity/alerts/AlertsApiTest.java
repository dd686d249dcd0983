package com.remitflex.features.activity.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Unusual use of a key raises one alert, one event and one email; and the API of alerts. */
@Execution(ExecutionMode.CONCURRENT)
class AlertsApiTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_TRUSTED_PROXIES", "127.0.0.1"));

  private String account;
  private ApiClient admin;
  private IssuedKey key;
  private ApiClient client;

  @BeforeEach
  void open() {
    account = server.newAccount();
    execute("UPDATE account SET contact_email = ? WHERE id = ?", account + "@example.com", account);
    admin = server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    key = server.newKey(account, Environment.SANDBOX, Scope.READ);
    client = server.client(key.secret());
  }

  private static void execute(String sql, Object... arguments) {
    server.database().use(handle -> handle.execute(sql, arguments));
  }

  private String id() {
    return key.key().id();
  }

  private static Answer from(ApiClient client, String ip) {
    return client.send(
        client
            .request("/v1/balances")
            .GET()
            .header("X-Forwarded-For", ip)
            .header("User-Agent", "thief/1.0"));
  }

  private List<JsonNode> alerts(String query) {
    List<JsonNode> found = new ArrayList<>();
    admin.get("/v1/alerts" + query).json().path("data").forEach(found::add);
    return found;
  }

  private List<JsonNode> awaitAlerts(String query, int count) {
    return Await.until(
        count + " alerts " + query, () -> alerts(query), found -> found.size() >= count);
  }

  /** Waits until everything recorded until now is evaluated. */
  private void settle() {
    server.countNow();
    Await.until(
        "nothing is left to examine",
        () ->
            count(
                    """
                    SELECT (SELECT count(*) FROM known_network n JOIN api_key k ON k.id = n.key_id
                             WHERE k.account_id = :account AND NOT n.judged)
                         + (SELECT count(*) FROM key_sight s JOIN api_key k ON k.id = s.key_id
                             WHERE k.account_id = :account AND s.woke_at IS NOT NULL)
                    """)
                == 0);
  }

  private long count(String sql) {
    return server
        .database()
        .with(handle -> handle.createQuery(sql).bind("account", account).mapTo(Long.class).one());
  }

  private long events() {
    return count(
        "SELECT count(*) FROM event WHERE account_id = :account"
            + " AND type = 'api_key.usage_alert'");
  }

  private long mails() {
    return count("SELECT count(*) FROM mail WHERE account_id = :account");
  }

  /** The key has been in use for a week, from one network. */
  private void grownUp() {
    from(client, "203.0.113.7");
    settle();
    execute("UPDATE key_sight SET first_at = first_at - interval '7 days' WHERE key_id = ?", id());
  }

  @Nested
  class NewNetwork {
    @Test
    void theFirstUseFromANetworkRaisesAnAlertWithAddressAndClient() {
      grownUp();
      assertThat(alerts("")).isEmpty();
      from(client, "203.0.113.99");
      from(client, "198.51.100.1");
      settle();

      List<JsonNode> found = awaitAlerts("?kind=new_network", 1);
      assertThat(found).hasSize(1);
      JsonNode details = found.getFirst().path("details");
      assertThat(details.path("network").asText()).isEqualTo("198.51.100.0/24");
      assertThat(details.path("ip").asText()).isEqualTo("198.51.100.1");
      assertThat(details.path("user_agent").asText()).isEqualTo("thief/1.0");
      assertThat(found.getFirst().path("api_key_id").asText()).isEqualTo(id());
      assertThat(events()).isEqualTo(1);
      assertThat(mails()).isEqualTo(1);
    }

    @Test
    void aNewKeyRaisesNoAlertForItsFirstNetworks() {
      from(client, "203.0.113.7");
      from(client, "198.51.100.1");
      from(client, "2001:db8::1");
      settle();

      assertThat(alerts("")).isEmpty();
    }

    @Test
    void newNetworksRaiseAtMostOneAlertPerHour() {
      grownUp();
      for (int i = 1; i < 5; i++) {
        from(client, "198.51." + i + ".1");
      }
      settle();

      assertThat(awaitAlerts("", 1)).hasSizeBetween(1, 2);
      assertThat(events()).isEqualTo(mails()).isBetween(1L, 2L);
    }

    @Test
    void aKeyWithManyNewNetworksRaisesNoAlert() {
      grownUp();
      execute(
          "INSERT INTO known_network (key_id, network, first_at, last_at, ip, judged)"
              + " SELECT ?, 'n' || n, clock_timestamp(), clock_timestamp(), 'x', true"
              + " FROM generate_series(1, 30) n",
          id());
      from(client, "198.51.100.1");
      settle();

      assertThat(alerts("")).isEmpty();
    }

    @Test
    void rejectedRequestsDoNotMakeANetworkKnown() {
      grownUp();
      server.keys().revoke(id()).orElseThrow();
      assertThat(from(client, "198.51.100.1").status()).isEqualTo(401);
      settle();

      assertThat(alerts("")).isEmpty();
    }
  }

  @Nested
  class Silence {
    private void silent(int days) {
      from(client, "203.0.113.7");
      settle();
      execute(
          "UPDATE key_sight SET last_at = last_at - make_interval(days => ?) WHERE key_id = ?",
          days,
          id());
      from(client, "203.0.113.7");
      settle();
    }

    @Test
    void theFirstUseAfter30DaysRaisesAnAlert() {
      silent(31);

      List<JsonNode> found = awaitAlerts("?kind=silence", 1);
      assertThat(found).hasSize(1);
      assertThat(found.getFirst().path("details").path("silent_days").asInt()).isEqualTo(31);
      assertThat(found.getFirst().path("details").has("last_used_at")).isTrue();
    }

    @Test
    void useAfterAShorterInactivityRaisesNoAlert() {
      silent(29);

      assertThat(alerts("")).isEmpty();
    }

    @Test
    void aKeyHasItsOwnInactivityThreshold() {
      assertThat(
              admin
                  .patch("/v1/api-keys/" + id() + "/alerts", "{\"silence_days\": 5}")
                  .json()
                  .path("silence_days")
                  .asInt())
          .isEqualTo(5);
      silent(6);

      assertThat(awaitAlerts("?kind=silence", 1)).hasSize(1);
    }

    @Test
    void anAccountHasAnInactivityThresholdForAllItsKeys() {
      admin.patch("/v1/account", "{\"alerts\": {\"silence_days\": 3}}");
      silent(4);

      assertThat(awaitAlerts("?kind=silence", 1)).hasSize(1);
    }

    @Test
    void theFirstUseLongAfterCreationRaisesAnAlert() {
      execute("UPDATE api_key SET created_at = created_at - interval '40 days' WHERE id = ?", id());
      from(client, "203.0.113.7");
      settle();

      JsonNode details = awaitAlerts("?kind=silence", 1).getFirst().path("details");
      assertThat(details.path("silent_days").asInt()).isEqualTo(40);
      assertThat(details.has("last_used_at")).isFalse();
    }
  }

  @Nested
  class Spike {
    private void past(int anHour) {
      execute(
          """
          INSERT INTO key_usage (key_id, unit, start, account_id, environment, requests)
          SELECT ?, 'hour', date_trunc('hour', clock_timestamp(), 'UTC') - n * interval '1 hour',
                 ?, 'sandbox', ? FROM generate_series(1, 1000) n
          """,
          id(),
          account,
          anHour);
    }

    @Test
    void aSpikeRaisesAnAlertBeforeItsHourIsOver() {
      past(5);
      for (int i = 0; i < 60; i++) {
        client.get("/v1/balances");
      }
      server.countNow();

      List<JsonNode> found = awaitAlerts("?kind=spike", 1);
      assertThat(found).hasSize(1);
      JsonNode details = found.getFirst().path("details");
      assertThat(details.path("expected").asInt()).isEqualTo(5);
      assertThat(details.path("threshold").asInt()).isBetween(20, 60);
      assertThat(details.path("requests").asInt()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void usualTrafficRaisesNoAlert() {
      past(60);
      for (int i = 0; i < 60; i++) {
        client.get("/v1/balances");
      }
      server.countNow();

      assertThat(alerts("")).isEmpty();
    }
  }

  @Nested
  class Canary {
    @Test
    void anyUseRaisesAnAlertImmediatelyWithAddressAndClient() {
      String secret =
          admin
              .post("/v1/api-keys", "{\"name\": \"bait\", \"scope\": \"read\", \"canary\": true}")
              .json()
              .path("key")
              .asText();
      MintedSecrets.key(secret);
      Instant start = Instant.now();
      from(server.client(secret), "198.51.100.77");
      from(server.client(secret), "198.51.100.77");

      List<JsonNode> found = awaitAlerts("?kind=canary", 1);
      assertThat(found).hasSize(1);
      assertThat(Duration.between(start, Instant.now()))
          .isLessThan(Seeded.limit(Duration.ofSeconds(30), Duration.ofSeconds(10)));
      JsonNode details = found.getFirst().path("details");
      assertThat(details.path("ip").asText()).isEqualTo("198.51.100.77");
      assertThat(details.path("user_agent").asText()).isEqualTo("thief/1.0");
      assertThat(details.path("route").asText()).isEqualTo("/v1/balances");
      assertThat(details.path("request_id").asText()).startsWith("req_");
      assertThat(events()).isEqualTo(1);
      assertThat(mails()).isEqualTo(1);
      assertThat(server.client(secret).get("/v1/payments").json().path("data")).isEmpty();
    }

    @Test
    void aRevokedCanaryKeyStillRaisesAlerts() {
      Answer created =
          admin.post(
              "/v1/api-keys", "{\"name\": \"bait\", \"scope\": \"admin\", \"canary\": true}");
      String secret = created.json().path("key").asText();
      MintedSecrets.key(secret);
      admin.delete("/v1/api-keys/" + created.json().path("id").asText());
      assertThat(from(server.client(secret), "198.51.100.78").status()).isEqualTo(401);

      assertThat(awaitAlerts("?kind=canary", 1)).hasSize(1);
    }
  }

  @Nested
  class UnknownKey {
    @Test
    void accountsWithTheSameAddressAreAlertedAndTheOperatorSeesTheMaskedKey() {
      from(client, "192.0.2.55");
      Await.until(
          "the address is known",
          () ->
              count("SELECT count(*) FROM known_network WHERE ip = '192.0.2.55' AND '' <> :account")
                  > 0);
      String unknown = ApiKeyFormat.generate(Environment.LIVE);
      MintedSecrets.key(unknown);
      assertThat(from(server.client(unknown), "192.0.2.55").status()).isEqualTo(401);
      from(server.client(unknown), "192.0.2.55");

      List<JsonNode> found = awaitAlerts("?kind=unknown_key", 1);
      assertThat(found).hasSize(1);
      JsonNode details = found.getFirst().path("details");
      assertThat(details.path("display").asText()).startsWith("rf_live_").hasSizeLessThan(20);
      assertThat(details.path("ip").asText()).isEqualTo("192.0.2.55");
      long seen =
          Await.until(
              "both uses are counted",
              () ->
                  server
                      .database()
                      .with(handle ->
                          handle
                              .createQuery(
                                  "SELECT coalesce(sum(requests), 0) FROM unknown_key"
                                      + " WHERE ip = '192.0.2.55'")
                              .mapTo(Long.class)
                              .one()),
              sum -> sum >= 2);
      assertThat(seen).isEqualTo(2);
    }

    @Test
    void accountsWithOtherAddressesAreNotAlerted() {
      from(client, "192.0.3.66");
      String unknown = ApiKeyFormat.generate(Environment.SANDBOX);
      MintedSecrets.key(unknown);
      from(server.client(unknown), "198.18.5.67");
      Await.until(
          "the unknown key is recorded",
          () ->
              count(
                      "SELECT count(*) FROM unknown_key"
                          + " WHERE ip = '198.18.5.67' AND '' <> :account")
                  > 0);

      assertThat(alerts("")).isEmpty();
    }
  }

  @Nested
  class Muting {
    @Test
    void aKindMutedForTheKeyRaisesNoAlert() {
      grownUp();
      Answer changed = admin.patch("/v1/api-keys/" + id() + "/alerts", muted("new_network"));
      assertThat(changed.status()).as(changed.text()).isEqualTo(200);
      assertThat(changed.json().path("muted").get(0).asText()).isEqualTo("new_network");
      from(client, "198.51.100.1");
      settle();

      assertThat(alerts("")).isEmpty();
      assertThat(events()).isZero();
      assertThat(mails()).isZero();
      assertThat(admin.get("/v1/api-keys/" + id() + "/alerts").json()).isEqualTo(changed.json());
      assertThat(admin.get("/v1/audit-log?action=api_key.alerts_changed").json().path("data"))
          .hasSize(1);
    }

    @Test
    void aKindMutedForTheAccountRaisesNoAlertForAnyKey() {
      grownUp();
      admin.patch("/v1/account", "{\"alerts\": {\"muted\": [\"new_network\"]}}");
      from(client, "198.51.100.1");
      settle();

      assertThat(alerts("")).isEmpty();
      JsonNode settings = admin.get("/v1/api-keys/" + id() + "/alerts").json();
      assertThat(settings.path("muted")).isEmpty();
      assertThat(settings.at("/account/muted/0").asText()).isEqualTo("new_network");
    }

    @Test
    void withoutEmailAnAlertIsOnlyInTheApiAndAnEvent() {
      grownUp();
      admin.patch("/v1/account", "{\"alerts\": {\"email\": false}}");
      from(client, "198.51.100.1");
      settle();

      assertThat(awaitAlerts("", 1)).hasSize(1);
      assertThat(events()).isEqualTo(1);
      assertThat(mails()).isZero();
    }

    @Test
    void canaryAlertsAreSentByEmailWhateverTheAccountsSettings() {
      admin.patch("/v1/account", "{\"alerts\": {\"email\": false}}");
      Answer created =
          admin.post("/v1/api-keys", "{\"name\": \"bait\", \"scope\": \"read\", \"canary\": true}");
      String secret = MintedSecrets.key(created.json().path("key").asText());
      from(server.client(secret), "198.51.100.77");

      assertThat(awaitAlerts("?kind=canary", 1)).hasSize(1);
      assertThat(mails()).isEqualTo(1);
    }

    @Test
    void aKeyWithoutAThresholdOfItsOwnUsesThatOfItsAccount() {
      String path = "/v1/api-keys/" + id() + "/alerts";
      admin.patch(path, muted("spike"));
      admin.patch("/v1/account", "{\"alerts\": {\"silence_days\": 90}}");
      assertThat(admin.get(path).json().path("silence_days").asInt()).isEqualTo(90);

      admin.patch(path, "{\"silence_days\": 5}");
      admin.patch("/v1/account", "{\"alerts\": {\"silence_days\": 60}}");
      assertThat(admin.get(path).json().path("silence_days").asInt()).isEqualTo(5);

      JsonNode back = admin.patch(path, "{\"silence_days\": null}").json();
      assertThat(back.path("silence_days").asInt()).isEqualTo(60);
      assertThat(back.path("muted")).hasSize(1);
    }

    private static String muted(String kind) {
      return "{\"muted\": [\"" + kind + "\"]}";
    }

    @Test
    void invalidSettingsAreRejected() {
      String path = "/v1/api-keys/" + id() + "/alerts";
      assertThat(admin.patch(path, muted("thunder")).errorField()).isEqualTo("muted");
      assertThat(admin.patch(path, "{\"silence_days\": 0}").errorField()).isEqualTo("silence_days");
      assertThat(admin.patch(path, "{\"loud\": true}").errorField()).isEqualTo("loud");
      assertThat(client.patch(path, "{}").status()).isEqualTo(403);
      ApiClient other = server.newClient(Scope.ADMIN);
      assertThat(other.patch(path, "{}").status()).isEqualTo(404);
      assertThat(other.get(path).status()).isEqualTo(404);
    }
  }

  @Nested
  class Lists {
    private void raise(int count) {
      for (int i = 0; i < count; i++) {
        grownUp();
        from(client, "198.51.100.1");
        settle();
        awaitAlerts("?key=" + id(), 1);
        key = server.newKey(account, Environment.SANDBOX, Scope.READ);
        client = server.client(key.secret());
      }
    }

    @Test
    void pagesFollowOrderAndFilters() {
      raise(3);
      List<JsonNode> all = alerts("");
      assertThat(all).hasSize(3);

      JsonNode first = admin.get("/v1/alerts?limit=2").json();
      assertThat(first.path("data")).hasSize(2);
      String cursor = first.at("/pagination/cursor").asText();
      JsonNode rest = admin.get("/v1/alerts?limit=2&cursor=" + cursor).json();
      assertThat(rest.path("data")).hasSize(1);
      assertThat(rest.at("/data/0/id")).isEqualTo(all.get(2).path("id"));
      assertThat(rest.at("/pagination/has_more").asBoolean()).isFalse();
      assertThat(alerts("?order=asc").getFirst()).isEqualTo(all.get(2));
      assertThat(alerts("?kind=spike")).isEmpty();
      assertThat(alerts("?key=" + all.getFirst().path("api_key_id").asText())).hasSize(1);
      assertThat(admin.get("/v1/alerts?kind=new_network&cursor=" + cursor).errorCode())
          .isEqualTo("INVALID_CURSOR");
      assertThat(admin.get("/v1/alerts?kind=thunder").errorField()).isEqualTo("kind");
      assertThat(alerts("?created_before=2020-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void onlyItsAccountCanAcknowledgeAnAlert() {
      raise(1);
      String path = "/v1/alerts/" + alerts("").getFirst().path("id").asText();
      ApiClient other = server.newClient(Scope.ADMIN);
      assertThat(other.get(path).status()).isEqualTo(404);
      assertThat(other.patch(path, "{\"status\": \"acknowledged\"}").status()).isEqualTo(404);
      assertThat(client.get("/v1/alerts").status()).isEqualTo(403);
      assertThat(admin.patch(path, "{}").errorField()).isEqualTo("status");
      assertThat(admin.patch(path, "{\"status\": \"gone\"}").errorField()).isEqualTo("status");

      assertThat(alerts("?status=acknowledged")).isEmpty();
      Answer changed = admin.patch(path, "{\"status\": \"acknowledged\"}");
      assertThat(changed.json().path("status").asText()).isEqualTo("acknowledged");
      assertThat(admin.get(path).json()).isEqualTo(changed.json());
      assertThat(alerts("?status=open")).isEmpty();
      assertThat(alerts("?status=acknowledged")).hasSize(1);
    }
  }
}
