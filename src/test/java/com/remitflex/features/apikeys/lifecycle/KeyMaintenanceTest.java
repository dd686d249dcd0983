package com.remitflex.features.apikeys.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to keys by themselves; the test looks after them more often than the server. */
class KeyMaintenanceTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newVerifiedAccount();
  private final HeadId head = new HeadId(account, Environment.SANDBOX);

  private IssuedKey expiringIn(Duration time) {
    IssuedKey key =
        server
            .keys()
            .create(
                head,
                new NewKey(
                    "expiring",
                    Scope.READ,
                    Optional.of(server.keys().now().plus(time)),
                    KeyLimits.NONE))
            .orElseThrow();
    MintedSecrets.key(key.secret());
    return key;
  }

  /** As if the key had been created a month ago: nobody is warned of a key that is new. */
  private static void makeOlder(IssuedKey key) {
    server
        .database()
        .use(handle -> {
          handle.execute(
              "UPDATE api_key SET created_at = created_at - interval '30 d' WHERE id = ?",
              key.key().id());
        });
    assertThat(server.keys().find(key.key().id())).as("the seal still fits").isPresent();
  }

  private List<String> events(String type) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT data::json->>'days_left' FROM event WHERE account_id = :account"
                        + " AND type = :type ORDER BY seq")
                .bind("account", account)
                .bind("type", type)
                .mapTo(String.class)
                .list());
  }

  private List<String> mails() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT subject FROM mail WHERE account_id = :account ORDER BY id")
                .bind("account", account)
                .mapTo(String.class)
                .list());
  }

  private void writesTo(String address) {
    ApiClient live = server.client(server.newKey(account, Environment.LIVE, Scope.ADMIN).secret());
    server.verify(account, Account.Verification.KYB);
    live.patch("/v1/account", "{\"contact_email\": \"" + address + "\"}");
  }

  @ParameterizedTest
  @CsvSource({"13, 14", "2, 3", "0, 1", "9, 10", "1, 2"})
  void theOwnerIsWarnedOnceForEachNumberOfDays(int days, String told) {
    writesTo("owner@example.com");
    IssuedKey key = expiringIn(Duration.ofDays(days).plusHours(12));

    server.keys().maintenance().run(KeyMaintenance.WARNING_DAYS);
    assertThat(events("api_key.expiring")).as("a key that was just made").isEmpty();
    makeOlder(key);
    server.keys().maintenance().run(KeyMaintenance.WARNING_DAYS);
    server.keys().maintenance().run(KeyMaintenance.WARNING_DAYS);

    assertThat(events("api_key.expiring")).containsExactly(told);
    assertThat(mails()).hasSize(1).first().asString().contains(told);
  }

  @Test
  void aRevokedKeyIsNotWarnedOf() {
    IssuedKey key = expiringIn(Duration.ofDays(2));
    makeOlder(key);
    server.keys().revoke(key.key().id()).orElseThrow();

    server.keys().maintenance().run(KeyMaintenance.WARNING_DAYS);

    assertThat(events("api_key.expiring")).isEmpty();
  }

  @Test
  void aGraceEndsAfterItsQuietHoursAndNotBefore() {
    ApiClient old = server.client(server.newKey(account, Environment.SANDBOX, Scope.READ).secret());
    JsonNode rolled =
        old.post("/v1/api-keys/current/roll", "{\"end_after_quiet_hours\": 2}").json();
    MintedSecrets.key(rolled.path("key").asText());
    String id = rolled.path("id").asText();
    old.get("/v1/balances");
    Await.until(() -> uses(id) > 0);
    hoursPass(id, 1);
    server.keys().maintenance().run(List.of());
    assertThat(old.get("/v1/balances").status()).isEqualTo(200);
    Await.until(() -> uses(id) > 1);
    hoursPass(id, 3);

    server.keys().maintenance().run(List.of());

    Await.until(() -> old.get("/v1/balances").status() == 401);
    assertThat(old.get("/v1/balances").errorCode()).isEqualTo("API_KEY_REVOKED");
  }

  private static long uses(String id) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT coalesce(sum(requests), 0) FROM secret_use WHERE key_id = :id"
                        + " AND retired")
                .bind("id", id)
                .mapTo(Long.class)
                .one());
  }

  /** Moves what is known of the key's uses and of its roll into the past. */
  private static void hoursPass(String id, int hours) {
    server
        .database()
        .use(handle -> {
          handle.execute(
              "UPDATE secret_use SET last_at = last_at - make_interval(hours => ?),"
                  + " hour = hour - make_interval(hours => ?) WHERE key_id = ?",
              hours,
              hours,
              id);
          handle.execute(
              "UPDATE retired_secret SET retired_at = retired_at - make_interval(hours => ?)"
                  + " WHERE key_id = ?",
              hours,
              id);
        });
  }
}
