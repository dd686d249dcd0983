package com.remitflex.features.apikeys.lifecycle;

import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AccountStore;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A canary: to its holder a key like any other, of an account in which there is nothing. */
class CanaryKeyApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String A_KEY = "{\"name\": \"%s\", \"scope\": \"%s\", \"canary\": true}";

  private final String account = server.newAccount();
  private final ApiClient owner =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());

  private ApiClient canary(Scope scope) {
    Answer created = owner.post("/v1/api-keys", A_KEY.formatted("backup", scope.word()));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    String secret = created.json().path("key").asText();
    MintedSecrets.key(secret);
    return server.client(secret);
  }

  private static JsonNode current(ApiClient client) {
    return client.get("/v1/api-keys/current").json();
  }

  @Test
  void itsOwnerSeesTheMarkAndItsHolderDoesNot() {
    ApiClient canary = canary(Scope.ADMIN);
    String id = current(canary).path("id").asText();

    assertThat(owner.get("/v1/api-keys/" + id).json().path("canary").asBoolean()).isTrue();
    assertThat(owner.get("/v1/api-keys").json().path("data").findValues("canary")).hasSize(1);
    assertThat(current(owner).has("canary")).isFalse();
    for (String path : List.of("/v1/api-keys/current", "/v1/api-keys/" + id, "/v1/api-keys")) {
      assertThat(canary.get(path).text()).doesNotContain("canary").doesNotContain(account);
    }
  }

  @Test
  void theMarkStandsInTheAuditLogAndInNoEvent() {
    canary(Scope.READ);

    String log = owner.get("/v1/audit-log?action=api_key.created").text();
    assertThat(log).contains("\"canary\":true");
    List<String> events =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery("SELECT data::text FROM event WHERE account_id = :account")
                    .bind("account", account)
                    .mapTo(String.class)
                    .list());
    assertThat(events).isNotEmpty().noneMatch(data -> data.contains("canary"));
  }

  @Test
  void itSeesAnAccountOfTheSameNameAsOnItsFirstDay() {
    owner.post("/v1/payments", PaymentBody.of("100", "USDC").toString());
    String payment = owner.get("/v1/payments").json().at("/data/0/id").asText();
    ApiClient canary = canary(Scope.ADMIN);

    JsonNode seen = canary.get("/v1/account").json();
    JsonNode real = owner.get("/v1/account").json();
    assertThat(members(seen)).isEqualTo(members(real));
    for (String same : List.of("name", "verification", "created_at", "environment")) {
      assertThat(seen.path(same)).isEqualTo(real.path(same));
    }
    assertThat(seen.path("id")).isNotEqualTo(real.path("id"));
    assertThat(current(canary).path("account_id")).isEqualTo(seen.path("id"));
    assertThat(canary.get("/v1/payments").json().path("data")).isEmpty();
    assertThat(canary.get("/v1/payments").json().at("/pagination/total").asInt()).isZero();
    assertThat(canary.get("/v1/audit-log").text()).doesNotContain(account);
    assertThat(canary.get("/v1/payments/" + payment).status()).isEqualTo(404);
    assertThat(canary.delete("/v1/payments/" + payment).status()).isEqualTo(404);
    String ownersKey = current(owner).path("id").asText();
    assertThat(canary.get("/v1/api-keys/" + ownersKey).status()).isEqualTo(404);
    assertThat(canary.delete("/v1/api-keys/" + ownersKey).status()).isEqualTo(404);
  }

  @Test
  void everythingItCreatesOrChangesIsRejectedAndChangesNothing() {
    ApiClient canary = canary(Scope.ADMIN);
    String id = current(canary).path("id").asText();
    Map<String, Long> before = rows();

    List<Answer> answers =
        List.of(
            canary.post("/v1/payments", PaymentBody.of("100", "USDC").toString()),
            canary.post(
                "/v1/payments", PaymentBody.of("1", "USDC").text("destination", account) + ""),
            canary.post("/v1/sandbox/fund", "{\"amount\": 500, \"currency\": \"USDC\"}", "k"),
            canary.post("/v1/api-keys", "{\"name\": \"x\", \"scope\": \"admin\"}"),
            canary.post("/v1/api-keys/" + id + "/roll", "{\"grace_seconds\": 0}"),
            canary.post("/v1/api-keys/current/end-grace", "{}"),
            canary.delete("/v1/api-keys/" + id),
            canary.patch("/v1/account", "{\"default_recipient\": null}"));

    for (Answer answer : answers) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(402);
      assertThat(answer.errorCode()).isEqualTo("LIMIT_EXCEEDED");
    }
    assertThat(rows()).isEqualTo(before);
    assertThat(canary.get("/v1/idempotency-keys/k").json().path("status").asText())
        .isEqualTo("no_effect_yet");
    assertThat(current(canary).path("status").asText()).isEqualTo("active");
  }

  private static Map<String, Long> rows() {
    Map<String, Long> counts = new TreeMap<>();
    for (String table :
        List.of(
            "account",
            "api_key",
            "payment",
            "transfer",
            "event WHERE type <> 'api_key.usage_alert'",
            "idempotency",
            "audit_entry",
            "balance",
            "recipient",
            "retired_secret")) {
      counts.put(
          table,
          server
              .database()
              .with(handle ->
                  handle.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one()));
    }
    return counts;
  }

  /** Sends the same requests with a canary key and with a key of an empty real account. */
  @Test
  void itsResponsesHaveTheFieldsAndHeadersOfAnyKeysResponses() {
    ApiClient canary = canary(Scope.WRITE);
    ApiClient plain =
        server.client(
            server.newKey(server.newAccount(), Environment.SANDBOX, Scope.WRITE).secret());
    plain.get("/v1/balances");
    canary.get("/v1/balances");

    for (String path :
        List.of(
            "/v1/api-keys/current",
            "/v1/account",
            "/v1/payments",
            "/v1/api-keys/current/x",
            "/v1/payments/pmt_" + "0".repeat(26),
            "/v1/idempotency-keys/k",
            "/v1/api-keys")) {
      Answer ofCanary = canary.get(path);
      Answer ofPlain = plain.get(path);
      assertThat(ofCanary.status()).as(path).isEqualTo(ofPlain.status());
      assertThat(headers(ofCanary)).as(path).isEqualTo(headers(ofPlain));
      assertThat(withoutUse(ofCanary.json())).as(path).isEqualTo(withoutUse(ofPlain.json()));
    }
    Answer rejected = canary.post("/v1/payments", "{\"amount\": 0, \"currency\": \"USDC\"}");
    assertThat(rejected.errorCode()).isEqualTo("INVALID_AMOUNT");
  }

  private static TreeSet<String> headers(Answer answer) {
    return new TreeSet<>(answer.response().headers().map().keySet());
  }

  /**
   * Sends everything that a key may read, twice, with a canary key and with an admin key of an
   * unused real account of the same age. The responses differ only where those of two real accounts
   * differ.
   */
  @Test
  void whatItReadsIsWhatAQuietRealAccountShows() {
    String quietAccount = server.newAccount();
    ApiClient quiet =
        server.client(server.newKey(quietAccount, Environment.SANDBOX, Scope.ADMIN).secret());
    owner.post("/v1/payments", PaymentBody.of("100", "USDC").toString());
    ApiClient canary = canary(Scope.ADMIN);

    for (String path :
        List.of(
            "/v1/api-keys/current",
            "/v1/account",
            "/v1/balances",
            "/v1/payments",
            "/v1/api-keys",
            "/v1/audit-log",
            "/v1/alerts",
            "/v1/api-keys/current/alerts",
            "/v1/api-keys/current/usage",
            "/v1/api-keys/current/rotation")) {
      // The use of a key is written once per second.
      Await.until(
          path,
          () -> List.of(answered(canary, path), answered(quiet, path)),
          both -> both.getFirst().equals(both.getLast()));
    }
  }

  private static String answered(ApiClient client, String path) {
    Answer answer = client.get(path);
    return answer.status() + " " + shape(answer.json());
  }

  @Test
  void itsAccountAndWhatIsInItAreAsOldAsItsOwners() {
    Await.until(() -> Instant.now().isAfter(IdPrefix.time(account).plus(Duration.ofMillis(20))));
    ApiClient canary = canary(Scope.ADMIN);

    JsonNode real = owner.get("/v1/account").json();
    JsonNode seen = canary.get("/v1/account").json();
    assertThat(IdPrefix.time(seen.path("id").asText())).isEqualTo(IdPrefix.time(account));
    assertThat(IdPrefix.time(seen.at("/default_recipient/id").asText()))
        .isEqualTo(Instant.parse(real.path("created_at").asText()));
    JsonNode log = canary.get("/v1/audit-log?order=asc").json().path("data");
    assertThat(log)
        .extracting(one -> one.path("action").asText())
        .containsExactly("account.created", "api_key.created");
    assertThat(log.get(0).path("created_at")).isEqualTo(real.path("created_at"));
    assertThat(log.get(1).path("created_at")).isEqualTo(current(canary).path("created_at"));
  }

  @Test
  void itsUsageIsThatOfItsHistory() {
    ApiClient canary = canary(Scope.ADMIN);
    String id = current(canary).path("id").asText();
    for (int i = 0; i < 5; i++) {
      canary.get("/v1/balances");
    }
    server.countNow();
    Await.until(() -> history(owner, id) == 6);

    assertThat(history(canary, id)).isEqualTo(6);
    // It may be counted already that the history was read.
    assertThat(counted(canary, id)).isBetween(6, 7);
    assertThat(
            canary
                .send(
                    canary
                        .request("/v1/api-keys/current/requests")
                        .header("Accept", "text/csv")
                        .GET())
                .text()
                .lines())
        .hasSizeGreaterThanOrEqualTo(7);
  }

  private static int history(ApiClient client, String id) {
    return client.get("/v1/api-keys/" + id + "/requests?limit=100").json().path("data").size();
  }

  private static int counted(ApiClient client, String id) {
    return client
        .get("/v1/api-keys/" + id + "/usage?granularity=day")
        .json()
        .at("/totals/requests")
        .asInt();
  }

  /** The response without what differs between any two accounts, and how often a key was used. */
  private static String shape(JsonNode node) {
    return node.toString()
        .replaceAll("\"(hash|previous_hash)\":\"[0-9a-f]+\"", "\"$1\"")
        .replaceAll("\"(name|display|user_agent)\":\"[^\"]*\"", "\"$1\"")
        .replaceAll("\"(last_used|decision)\":\\{[^}]*\\},?", "")
        .replaceAll("\"[a-z_]+_(at|after|before)\":\"[^\"]*\",?", "")
        .replaceAll("\"([a-z_]*requests|succeeded|p[0-9]+)\":[0-9]+", "\"$1\"")
        .replaceAll("\\b(acc|rec|key)_[0-9A-Z]{26}\\b", "$1");
  }

  /** The use of a key is written a second later. */
  private static List<String> withoutUse(JsonNode node) {
    return members(node).stream().filter(name -> !name.equals("last_used")).sorted().toList();
  }

  @Test
  void aCanaryIsRolledAndRevokedByItsOwner() {
    ApiClient canary = canary(Scope.READ);
    String path = "/v1/api-keys/" + current(canary).path("id").asText();

    Answer rolled = owner.post(path + "/roll", "{\"grace_seconds\": 0}");
    MintedSecrets.key(rolled.json().path("key").asText());
    assertThat(rolled.json().path("canary").asBoolean()).isTrue();
    assertThat(canary.get("/v1/balances").status()).isEqualTo(401);
    ApiClient again = server.client(rolled.json().path("key").asText());
    assertThat(again.get("/v1/balances").status()).isEqualTo(200);
    assertThat(owner.delete(path).status()).isEqualTo(200);
    assertThat(again.get("/v1/balances").errorCode()).isEqualTo("API_KEY_REVOKED");
  }

  /** What its owner does to it stands in the log that it reads, as for a key of any account. */
  @Test
  void theLogThatItReadsHasItsRollAndTheEndOfItsGracePeriod() {
    ApiClient canary = canary(Scope.ADMIN);
    String path = "/v1/api-keys/" + current(canary).path("id").asText();
    Answer rolled = owner.post(path + "/roll", "{\"grace_seconds\": 3600}");
    ApiClient newest = server.client(MintedSecrets.key(rolled.json().path("key").asText()));
    newest.get("/v1/balances");
    assertThat(owner.post(path + "/end-grace", "{}").status()).isEqualTo(200);

    JsonNode log = newest.get("/v1/audit-log?order=asc").json().path("data");
    assertThat(log)
        .extracting(one -> one.path("action").asText())
        .containsExactly(
            "account.created", "api_key.created", "api_key.rolled", "api_key.grace_ended");
    JsonNode real = owner.get("/v1/audit-log?action=api_key.rolled").json().at("/data/0");
    assertThat(members(log.get(2)))
        .isEqualTo(
            members(real).stream()
                .filter(name -> !List.of("ip", "user_agent", "request_id").contains(name))
                .toList());
    assertThat(log.get(2).path("details")).isEqualTo(real.path("details"));
    assertThat(log.get(2).path("created_at")).isEqualTo(real.path("created_at"));
    assertThat(log.toString()).doesNotContain(account, "canary");
  }

  @Test
  void aMarkThatIsTakenAwayInTheTableMakesItNoKey() {
    ApiClient canary = canary(Scope.ADMIN);
    String id = current(canary).path("id").asText();

    server
        .database()
        .use(handle ->
            handle.execute("UPDATE api_key SET decoy_account_id = NULL WHERE id = ?", id));
    assertThat(server.keys().find(id)).isEmpty();
  }

  @Test
  void theMarkMustBeTrueOrFalse() {
    Answer answer =
        owner.post("/v1/api-keys", "{\"name\": \"x\", \"scope\": \"read\", \"canary\": \"yes\"}");

    assertThat(answer.errorCode()).isEqualTo("VALIDATION_ERROR");
    assertThat(answer.errorField()).isEqualTo("canary");
  }

  @Test
  void theDecoyIsNeverTheFirstAccountOfTheInstallation() {
    canary(Scope.READ);
    HeadId head = new HeadId(account, Environment.SANDBOX);
    server
        .keys()
        .create(
            head, new NewKey("by command", Scope.READ, Optional.empty(), KeyLimits.NONE).asCanary())
        .orElseThrow();

    String first = server.database().with(handle -> AccountStore.first(handle).orElseThrow().id());
    boolean decoy =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery("SELECT is_decoy FROM account WHERE id = :id")
                    .bind("id", first)
                    .mapTo(Boolean.class)
                    .one());
    assertThat(decoy).isFalse();
  }
}
