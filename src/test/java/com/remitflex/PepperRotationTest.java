package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.accounts.deposits.DepositInvariants;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.apikeys.signing.KeyInvariants;
import com.remitflex.features.apikeys.signing.PepperRotation;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.rails.pauses.Pause;
import com.remitflex.features.rails.pauses.PauseCause;
import com.remitflex.features.rails.pauses.PauseTarget;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.recipients.saved.RecipientSignatures;
import com.remitflex.features.webhooks.deliveries.WebhookInvariants;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.secrets.Secrets;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Commands;
import com.remitflex.testing.Ended;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.WebhookReceiver;
import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, each with its own directory of secrets, while the pepper is rotated beneath them. */
@Tag("slow")
class PepperRotationTest {
  private static final Executor OWN_THREAD = Thread.ofPlatform()::start;

  @TempDir Path directory;

  private final String database = TestDatabase.create();
  private Node first;
  private Node second;

  /** A running node. */
  private record Node(Storage storage, App app) implements AutoCloseable {
    @Override
    public void close() {
      app.close();
      storage.close();
    }

    ApiClient client(String key) {
      return new ApiClient(app.port(), key);
    }

    PepperRotation rotation() {
      return new PepperRotation(storage.database(), storage.hasher(), storage.trail());
    }

    List<String> violations() {
      return storage.database().with(handle -> storage.trail().violations(handle));
    }
  }

  @BeforeEach
  void start() throws IOException {
    for (String name : List.of("first", "second")) {
      Files.createDirectories(directory.resolve(name));
      copy(TestDatabase.secretsDirectory().resolve("pepper"), name, "pepper");
    }
    first = node("first", Map.of());
    second = node("second", Map.of());
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    TestDatabase.drop(database);
  }

  private void copy(Path file, String name, String as) throws IOException {
    Files.copy(
        file,
        directory.resolve(name).resolve(as),
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
  }

  private Node node(String name, Map<String, String> more) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "REMITFLEX_PORT", "0",
                "REMITFLEX_DATABASE_URL", database,
                "REMITFLEX_SECRETS_DIR", directory.resolve(name).toString(),
                "REMITFLEX_RATE_LIMIT_PER_MINUTE", "0",
                "REMITFLEX_SANDBOX_PENDING_MILLIS", "3600000",
                "REMITFLEX_SANDBOX_BLOCK_MILLIS", "3600000",
                "REMITFLEX_DRAIN_SECONDS", "0",
                "REMITFLEX_WEBHOOK_ALLOW_LOOPBACK", "true",
                "REMITFLEX_JOURNAL_DIR", directory.resolve(name).resolve("journal").toString(),
                "REMITFLEX_UNAUTHORIZED_PER_MINUTE", "0"));
    settings.putAll(more);
    Config config = Config.read(settings);
    Storage storage = Storage.start(config, line -> {});
    try {
      return new Node(storage, new App(config, storage));
    } catch (RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  private IssuedKey key(Node node, HeadId head, Scope scope, String name) {
    IssuedKey key = node.app().keys().create(head, NewKey.of(scope, name)).orElseThrow();
    MintedSecrets.key(key.secret());
    return key;
  }

  private HeadId account() {
    AccountOpening opening =
        new AccountOpening(first.storage().database(), first.storage().trail());
    return new HeadId(opening.open("An account").id(), Environment.SANDBOX);
  }

  private void giveSecondPepperToBoth() throws IOException {
    Path made = Secrets.prepare(first.storage().hasher(), directory.resolve("first"));
    assertThat(made).hasFileName("pepper.2");
    copy(made, "second", "pepper.2");
  }

  @Test
  void noKeyIsRejectedWhileThePepperIsRotated() throws Exception {
    HeadId head = account();
    IssuedKey admin = key(first, head, Scope.ADMIN, "admin");
    IssuedKey revoked = key(first, head, Scope.READ, "revoked");
    first.app().keys().revoke(revoked.key().id()).orElseThrow();
    ApiClient.Answer rolled = first.client(admin.secret()).post("/v1/api-keys/current/roll", "{}");
    String renewed = MintedSecrets.key(rolled.json().path("key").asText());
    List<String> good = List.of(admin.secret(), renewed);
    giveSecondPepperToBoth();
    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
    boolean[] stop = new boolean[1];
    // One after the other, as in a rolling restart; the load goes to the one that stays.
    first.close();
    first = node("first", Map.of());
    assertThat(first.client(renewed).get("/v1/balances").status()).isEqualTo(200);
    second.close();
    second = node("second", Map.of());
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              while (!stop[0]) {
                for (String key : good) {
                  seen.add(first.client(key).get("/v1/balances").status());
                  seen.add(second.client(key).get("/v1/balances").status());
                }
              }
            },
            OWN_THREAD);

    long written = first.rotation().run(line -> {});
    IssuedKey young = key(second, head, Scope.READ, "young");
    stop[0] = true;
    load.join();

    assertThat(written).as("three keys, the default recipient and its choice").isEqualTo(5);
    assertThat(seen).hasSizeGreaterThan(50).containsOnly(200);
    assertThat(first.client(revoked.secret()).get("/v1/balances").errorCode())
        .isEqualTo("API_KEY_REVOKED");
    assertThat(first.client(young.secret()).get("/v1/balances").status()).isEqualTo(200);
    assertThat(first.violations()).isEmpty();
    second.app().keys().revoke(young.key().id()).orElseThrow();
    assertThat(first.client(young.secret()).get("/v1/balances").errorCode())
        .isEqualTo("API_KEY_REVOKED");
    assertThat(first.rotation().run(line -> {})).as("rows written by a second run").isZero();
    assertOldPepperAloneIsOfNoUse(good);
  }

  /**
   * From now on, rows and chains under the first pepper are rejected, whatever the database says.
   */
  private void assertOldPepperAloneIsOfNoUse(List<String> good) {
    second.close();
    second = node("second", Map.of("REMITFLEX_PEPPER_LEAST", "2"));
    for (String key : good) {
      assertThat(second.client(key).get("/v1/balances").status()).isEqualTo(200);
    }
    assertThat(second.violations()).isEmpty();
  }

  /**
   * After the old pepper is of no use, what a key has sent counts on and is given back, and a key
   * whose newest secret was never used can still be rolled by the old one.
   */
  @Test
  void dailySumsAndUnusedSecretsAreSignedUnderTheNewPepper() throws Exception {
    KeyLimits limits =
        new KeyLimits(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Money(Currency.USDC, 100_000_000)));
    NewKey asked = new NewKey("limited", Scope.WRITE, Optional.empty(), limits);
    String key =
        MintedSecrets.key(first.app().keys().create(account(), asked).orElseThrow().secret());
    String payment = pay(first, key, "60").json().path("id").asText();
    String deposit = deposit(first, key).json().path("id").asText();
    IssuedKey rolled = key(first, account(), Scope.READ, "rolled");
    assertThat(roll(first, rolled).status()).isEqualTo(200);
    pauses(first)
        .pause(PauseTarget.rail("base"), PauseCause.OPERATOR, "a test", Actor.operator())
        .orElseThrow();
    giveSecondPepperToBoth();
    first.close();
    first = node("first", Map.of());
    second.close();
    second = node("second", Map.of());

    // The key, the sum and the share; the deposit and its address; the rolled key, its old secret
    // and that the new is unused; the pauses; two default recipients and their choices.
    assertThat(first.rotation().run(line -> {})).isEqualTo(13);

    second.close();
    second = node("second", Map.of("REMITFLEX_PEPPER_LEAST", "2"));
    List<String> violations = second.storage().database().with(KeySpending::violations);
    assertThat(violations).isEmpty();
    List<String> recipients = second.storage().database().with(RecipientSignatures::violations);
    assertThat(recipients).isEmpty();
    Storage storage = second.storage();
    assertThat(storage.database().with(DepositInvariants::violations)).isEmpty();
    assertThat(storage.database().with(Pauses::violations)).isEmpty();
    assertThat(pauses(second).state().pauses())
        .extracting(Pause::target)
        .containsExactly(PauseTarget.rail("base"));
    assertThat(second.client(key).get("/v1/deposits/" + deposit).status()).isEqualTo(200);
    assertThat(second.client(key).get("/v1/deposit-addresses").status()).isEqualTo(200);
    List<String> ofKeys =
        storage.database().with(handle -> KeyInvariants.violations(handle, storage.hasher()));
    assertThat(ofKeys).isEmpty();
    assertThat(roll(second, rolled).status()).isEqualTo(200);
    assertThat(pay(second, key, "50").errorCode()).isEqualTo("LIMIT_EXCEEDED");
    assertThat(second.client(key).delete("/v1/payments/" + payment).status()).isEqualTo(200);
    assertThat(pay(second, key, "100").status()).isEqualTo(201);
  }

  /** Rotated by the command, while the nodes run and one secret overlaps with the one before. */
  @Test
  void endpointsOfWebhooksKeepTheirSecretsUnderTheNewPepper() throws Exception {
    String admin = key(first, account(), Scope.ADMIN, "admin").secret();
    try (WebhookReceiver receiver = new WebhookReceiver()) {
      JsonNode endpoint = endpoint(first, admin, receiver);
      String path = "/v1/webhook-endpoints/" + endpoint.path("id").asText();
      String old = endpoint.path("secret").asText();
      String current =
          first.client(admin).post(path + "/rotate-secret", "{}").json().path("secret").asText();
      giveSecondPepperToBoth();
      first.close();
      first = node("first", Map.of());
      second.close();
      second = node("second", Map.of());

      Ended rotated =
          Commands.run(
              Map.of(
                  "REMITFLEX_DATABASE_URL", database,
                  "REMITFLEX_DATA_DIR", directory.resolve("data").toString(),
                  "REMITFLEX_SECRETS_DIR", directory.resolve("first").toString()),
              "secrets",
              "rotate");

      assertThat(rotated.out()).as(rotated.err()).contains("Pepper 2 is in use.");
      first.close();
      second.close();
      second = node("second", Map.of("REMITFLEX_PEPPER_LEAST", "2"));
      first = node("first", Map.of("REMITFLEX_PEPPER_LEAST", "2"));
      JsonNode revealed = second.client(admin).post(path + "/reveal-secret", "{}").json();
      assertThat(revealed.path("secret").asText()).isEqualTo(current);
      assertThat(second.client(admin).get(path).json().path("public_key"))
          .isEqualTo(endpoint.path("public_key"));
      assertThat(second.storage().database().with(WebhookInvariants::violations)).isEmpty();
      assertDelivered(second, admin, receiver, List.of(old, current));
    }
  }

  private static JsonNode endpoint(Node node, String key, WebhookReceiver receiver) {
    ApiClient.Answer created =
        node.client(key)
            .post(
                "/v1/webhook-endpoints",
                "{\"url\": \"%s\", \"headers\": {\"X-Token\": \"t 1\"}}".formatted(receiver.url()));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.json();
  }

  private static void assertDelivered(
      Node node, String key, WebhookReceiver receiver, List<String> secrets) throws Exception {
    assertThat(pay(node, key, "50").status()).isEqualTo(201);
    WebhookReceiver.Received one =
        Await.until("a delivery", receiver::received, all -> !all.isEmpty()).getFirst();
    assertThat(one.headers()).containsEntry("x-token", "t 1");
    HttpHeaders headers =
        HttpHeaders.of(
            one.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
            (name, value) -> true);
    for (String secret : secrets) {
      new Webhook(secret).verify(one.text(), headers);
    }
  }

  private static Pauses pauses(Node node) {
    return new Pauses(node.storage().database(), node.storage().trail());
  }

  private static ApiClient.Answer roll(Node node, IssuedKey key) {
    ApiClient.Answer answer =
        node.client(key.secret()).post("/v1/api-keys/current/roll", "{\"grace_seconds\": 3600}");
    if (answer.status() == 200) {
      MintedSecrets.key(answer.json().path("key").asText());
    }
    return answer;
  }

  private static ApiClient.Answer deposit(Node node, String key) {
    return node.client(key)
        .post(
            "/v1/sandbox/deposits",
            "{\"amount\": 5, \"currency\": \"USDC\", \"network\": \"base\"}");
  }

  private static ApiClient.Answer pay(Node node, String key, String amount) {
    return node.client(key).post("/v1/payments", PaymentBody.of(amount, "USDC").toString());
  }

  @Test
  void aPepperThatARunningNodeLacksIsNotPutIntoUse() throws Exception {
    HeadId head = account();
    IssuedKey key = key(first, head, Scope.READ, "a key");
    Secrets.prepare(first.storage().hasher(), directory.resolve("first"));
    first.close();
    first = node("first", Map.of());

    assertThatThrownBy(() -> first.rotation().run(line -> {}))
        .isInstanceOf(DatabaseStartException.class)
        .hasMessageContaining("do not have pepper 2");

    assertThat(second.client(key.secret()).get("/v1/balances").status()).isEqualTo(200);
  }

  @Test
  void aNodeWithoutThePepperInUseDoesNotStart() throws Exception {
    giveSecondPepperToBoth();
    first.close();
    second.close();
    first = node("first", Map.of());
    first.rotation().run(line -> {});
    Files.delete(directory.resolve("second/pepper.2"));

    assertThatThrownBy(() -> node("second", Map.of()))
        .isInstanceOf(DatabaseStartException.class)
        .hasMessageContaining("pepper.2");

    second = node("first", Map.of());
  }

  @Test
  void aSecondPepperThatIsNotInUseYetIsNotMadeTwice() throws Exception {
    giveSecondPepperToBoth();

    assertThatThrownBy(() -> Secrets.prepare(first.storage().hasher(), directory.resolve("first")))
        .isInstanceOf(DatabaseStartException.class)
        .hasMessageContaining("already exists");
  }
}
